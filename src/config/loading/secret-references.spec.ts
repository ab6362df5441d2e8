import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load, problemsOf, temporaryFile, withProvider } from '../../../test/support/configuration.js';

const secretPath = 'externalIdentityProviders.identityProvider[0].clientSecret';
const secretOf = (reference: string, environment: NodeJS.ProcessEnv = {}) =>
  load(withProvider({ clientSecret: reference }), environment).settings.externalIdentityProviders
    .identityProvider[0]!.clientSecret;

describe('references to secrets', () => {
  it('${env:NAME} gives the value of the variable', () => {
    expect(secretOf('${env:IDP_SECRET}', { IDP_SECRET: 'from the environment' })).toBe(
      'from the environment',
    );
  });

  it.each([
    ['without line break', 'abc', 'abc'],
    ['with a line break', 'abc\n', 'abc'],
    ['with a Windows line break', 'abc\r\n', 'abc'],
    ['with spaces, which are kept', ' a b \n', ' a b '],
    ['with two line breaks, of which one is dropped', 'abc\n\n', 'abc\n'],
  ])('${file:PATH} gives the content of the file, %s', (_what, content, expected) => {
    expect(secretOf(`\${file:${temporaryFile(content, 'secret')}}`)).toBe(expected);
  });

  it.each([
    ['a variable that is not set', '${env:NOT_THERE}', 'environment variable NOT_THERE, which is not set'],
    ['a variable that is empty', '${env:EMPTY}', 'environment variable EMPTY, which is not set'],
    [
      'a file that does not exist',
      '${file:/nowhere/secret}',
      'file /nowhere/secret, which cannot be read (ENOENT)',
    ],
    ['a folder', `\${file:${mkdtempSync(join(tmpdir(), 'wardkey-'))}}`, 'cannot be read (EISDIR)'],
    ['a reference within other text', 'x${env:SET}', 'must be the whole value'],
  ])('%s is refused, and the problem names its path', (_what, reference, message) => {
    const problems = problemsOf(withProvider({ clientSecret: reference }), { EMPTY: '', SET: 'set' });
    expect(problems.map(({ path }) => path)).toContain(secretPath);
    expect(problems.map((problem) => problem.message).join()).toContain(message);
  });

  it('text that only resembles a reference stays as it is', () => {
    expect(secretOf('$env:X')).toBe('$env:X');
    expect(secretOf('${process.env.X}')).toBe('${process.env.X}');
  });
});
