import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { temporaryFile } from '../../../test/support/configuration.js';
import { loadConfiguration } from '../load-configuration.js';
import { ConfigurationError } from '../problems.js';
import { readConfigurationFile } from './configuration-file.js';

function refusalOf(path: string): ConfigurationError {
  try {
    readConfigurationFile(path);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('the file was accepted');
}

describe('the configuration file', () => {
  it.each([
    ['YAML', 'listen:\n  port: 8080\n'],
    ['JSON', '{"listen": {"port": 8080}}'],
    ['JSON with a byte order mark', '\ufeff{"listen": {"port": 8080}}'],
  ])('may be %s', (_format, content) => {
    expect(readConfigurationFile(temporaryFile(content)).tree).toEqual({ listen: { port: 8080 } });
  });

  it('may be empty or have only comments', () => {
    expect(readConfigurationFile(temporaryFile('# nothing yet\n')).tree).toEqual({});
  });

  it.each([
    ['a list', '- a\n- b\n', 'must be a mapping of settings'],
    ['a sentence', 'hello', 'must be a mapping of settings'],
    ['two documents', 'a: 1\n---\nb: 2\n', 'multiple documents'],
    ['a syntax error', 'listen:\n  port: [1\nissuer: x\n', 'line 3'],
    ['a key that is given twice', 'issuer: https://a.test\nissuer: https://b.test\n', 'line 2'],
    ['an alias without its anchor', 'issuer: *nowhere\n', 'nowhere'],
    ['larger than 1 MiB', `# ${'x'.repeat(1024 * 1024)}`, 'larger than 1 MiB'],
    [
      'aliases that grow without a limit',
      `a: &a [x]\n${[...'bcdefghi'].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(', ')}]`).join('\n')}\n`,
      'alias',
    ],
  ])('is refused when it is %s, naming the file', (_what, content, message) => {
    const file = temporaryFile(content);
    const error = refusalOf(file);
    expect(error.message).toContain(file);
    expect(error.message).toContain(message);
  });

  it('is refused when it is named but does not exist', () => {
    expect(refusalOf('/nowhere/wardkey.yaml').message).toContain('the file does not exist');
    expect(() =>
      loadConfiguration({ environment: { WARDKEY_CONFIG: '/nowhere/wardkey.yaml' }, now: Date.now() }),
    ).toThrow('/nowhere/wardkey.yaml');
  });

  it('is refused when it is a folder', () => {
    expect(refusalOf(mkdtempSync(join(tmpdir(), 'wardkey-'))).message).toContain('cannot be read');
  });
});
