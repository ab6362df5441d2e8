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

/** A file in a folder of its own, which every user of the machine may enter. */
function file(content: string, mode: number, folderMode = 0o755): string {
  const path = temporaryFile(content);
  chmodSync(path, mode);
  chmodSync(dirname(path), folderMode);
  return path;
}
const load = (path: string, environment: NodeJS.ProcessEnv = {}) =>
  loadConfiguration({ path, environment, now: Date.now() }).warnings.map(({ message }) => message);

describe('a file with secrets', () => {
  it('gets a warning at the start when everybody may read it, with the command that corrects this', () => {
    const path = file(client(SECRET), 0o644);
    expect(load(path)).toEqual([
      `${path} contains secrets, and every user of this machine can read it: chmod o-rwx ${path}`,
    ]);
  });

  it('stops the start when everybody may write it', () => {
    expect(() => load(file(client(SECRET), 0o666))).toThrow('every user of this machine can write it');
  });

  it('is also checked when the configuration refers to it; the configuration itself then has no secret', () => {
    const secret = file(SECRET, 0o644);
    expect(load(file(client(`\${file:${secret}}`), 0o644))).toEqual([expect.stringContaining(secret)]);
  });

  it.each([
    ['may be read by its group only', () => file(client(SECRET), 0o640)],
    ['is in a folder that other users cannot enter', () => file(client(SECRET), 0o644, 0o700)],
    ['refers to the environment', () => file(client('${env:SECRET}'), 0o644)],
    ['holds no secret', () => file('database: { url: sqlite:./a.sqlite }', 0o644)],
  ])('gets no warning when it %s', (_what, path) => {
    expect(load(path(), { SECRET })).toEqual([]);
  });
});
