import { chmodSync } from 'node:fs';
import { dirname } from 'node:path';
import { temporaryFile } from '../../../test/support/configuration.js';
import { loadConfiguration } from '../load-configuration.js';

const SECRET = 'known-to-nobody-else';
const client = (clientSecret: string) =>
  JSON.stringify({
    clients: [
      {
        clientId: 'a',
        tokenEndpointAuthMethod: 'client_secret_basic',
        clientSecret,
        redirectUris: ['https://a.test'],
      },
    ],
  });

/** A file in its own folder, which everybody may pass through. */
function file(content: string, mode: number, folderMode = 0o755): string {
  const path = temporaryFile(content);
  chmodSync(path, mode);
  chmodSync(dirname(path), folderMode);
  return path;
}
const load = (path: string, environment: NodeJS.ProcessEnv = {}) =>
  loadConfiguration({ path, environment }).warnings.map(({ message }) => message);

describe('a file with secrets', () => {
  it('that everybody may read is told at the start, with what mends it', () => {
    const path = file(client(SECRET), 0o644);
    expect(load(path)).toEqual([
      `${path} contains secrets, and every user of this machine can read it: chmod o-rwx ${path}`,
    ]);
  });

  it('that everybody may write stops the start', () => {
    expect(() => load(file(client(SECRET), 0o666))).toThrow('every user of this machine can write it');
  });

  it('that is referred to is looked at too, and the configuration then holds none', () => {
    const secret = file(SECRET, 0o644);
    expect(load(file(client(`\${file:${secret}}`), 0o644))).toEqual([expect.stringContaining(secret)]);
  });

  it.each([
    ['is its group’s', () => file(client(SECRET), 0o640)],
    ['lies where nobody else gets', () => file(client(SECRET), 0o644, 0o700)],
    ['refers to the environment', () => file(client('${env:SECRET}'), 0o644)],
    ['holds no secret', () => file('database: { url: sqlite:./a.sqlite }', 0o644)],
  ])('is no matter when it %s', (_what, path) => {
    expect(load(path(), { SECRET })).toEqual([]);
  });
});
