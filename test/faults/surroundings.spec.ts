import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { stringify } from 'yaml';
import { openDatabase } from '../support/database.js';
import { freePort } from '../support/hospital.js';
import { hasPostgresql, type Postgresql, startPostgresql } from '../support/postgresql.js';
import { proves } from '../support/proves.js';
import { type CommandOptions, wardkey } from '../support/wardkey-command.js';

// Each command is a process of its own.
jest.setTimeout(90_000);

const NOBODY = 65_534;
const KEYS = [1, 2].map((byte) => Buffer.alloc(32, byte).toString('base64'));
const LIST = ['account', 'list'];

/** A folder with a configuration. */
function place(settings: Record<string, unknown> = {}): { folder: string; data: string; config: string } {
  const folder = mkdtempSync(join(tmpdir(), 'wardkey-surroundings-'));
  const [data, config] = [join(folder, 'data'), join(folder, 'wardkey.yaml')];
  writeFileSync(config, stringify({ dataDirectory: data, ...settings }), { mode: 0o600 });
  return { folder, data, config };
}

/** A place whose database has signing keys. */
async function sealedPlace(): Promise<ReturnType<typeof place>> {
  const there = place();
  await run(['keys', 'rotate'], there);
  return there;
}

function reconfigure({ config, data }: ReturnType<typeof place>, settings: object): void {
  writeFileSync(config, stringify({ dataDirectory: data, ...settings }));
}

const run = (words: readonly string[], { config }: ReturnType<typeof place>, options?: CommandOptions) =>
  wardkey([...words, '--config', config], options);

/** The command says one line, without colours and stack, and ends with this code. */
async function saysOneLine(
  words: readonly string[],
  there: ReturnType<typeof place>,
  expected: { how: number; text: string },
  options?: CommandOptions,
): Promise<void> {
  const { how, stdout, stderr } = await run(words, there, options);
  const lines = stderr.split('\n').filter((line) => !line.includes('oidc-provider WARNING'));
  expect({ how, lines, stdout }).toEqual({
    how: expected.how,
    lines: [expect.stringContaining(expected.text), ''],
    stdout: words[0] === 'serve' ? (expect.not.stringMatching(/\u001b|\n {4}at |ERROR/) as string) : '',
  });
  expect(stderr).not.toContain('\u001b');
}

// What compiles the source keeps a file of its own, which must be there before files are limited.
beforeAll(() => wardkey(['--help']));

describe.each([
  ['a command', LIST],
  ['the server', ['serve']],
])('%s says in one line what it does not find as it needs it:', (_who, words) => {
  proves('FI-60');

  it('a file in the place of the data folder', async () => {
    const there = place();
    writeFileSync(there.data, '');
    await saysOneLine(words, there, { how: 73, text: `${there.data} cannot be a folder` });
  });

  it('a file on the way to the data folder', async () => {
    const there = place();
    writeFileSync(there.data, '');
    reconfigure(there, { dataDirectory: join(there.data, 'below') });
    await saysOneLine(words, there, { how: 73, text: `${join(there.data, 'below')} cannot be a folder` });
  });

  it('a folder in the place of the database, and of the key file', async () => {
    for (const name of ['wardkey.sqlite', 'encryption.key']) {
      const there = place();
      mkdirSync(join(there.data, name), { recursive: true, mode: 0o700 });
      chmodSync(there.data, 0o700);
      await saysOneLine(words, there, { how: 73, text: `${join(there.data, name)} is a folder` });
    }
  });

  it('a database that is damaged', async () => {
    const there = place();
    mkdirSync(there.data, { mode: 0o700 });
    const file = join(there.data, 'wardkey.sqlite');
    writeFileSync(file, 'no database '.repeat(1_000), { mode: 0o600 });
    await saysOneLine(words, there, { how: 65, text: `${file} is damaged, or is no SQLite database` });
  });

  it('no space', async () => {
    const there = place({ encryptionKey: KEYS[0] });
    await saysOneLine(
      words,
      there,
      { how: 74, text: join(there.data, 'wardkey.sqlite') },
      { mostBytes: 4_096 },
    );
  });

  it('no space for the key file', async () => {
    const there = place({ database: { url: 'sqlite::memory:' } });
    await saysOneLine(
      words,
      there,
      { how: 74, text: `There is no space for ${join(there.data, 'encryption.key')}` },
      { mostBytes: 0 },
    );
    expect(readdirSync(there.data)).toEqual([]);
  });

  it('another encryption key, and none', async () => {
    const there = await sealedPlace();
    reconfigure(there, { encryptionKey: KEYS[1] });
    await saysOneLine(words, there, {
      how: 78,
      text: 'sealed with another encryption key than that of encryptionKey',
    });
    const elsewhere = join(there.folder, 'elsewhere');
    const database = { url: `sqlite:${join(there.data, 'wardkey.sqlite')}` };
    reconfigure(there, { dataDirectory: elsewhere, database });
    await saysOneLine(words, there, { how: 78, text: `there is no ${join(elsewhere, 'encryption.key')}` });
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it('PostgreSQL that cannot be reached', async () => {
    const port = await freePort();
    const url = `postgres://wardkey:secret-word@127.0.0.1:${port}/wardkey`;
    const there = place({ encryptionKey: KEYS[0], database: { url } });
    await saysOneLine(words, there, {
      how: 69,
      text: `PostgreSQL at 127.0.0.1:${port} cannot be reached (connect ECONNREFUSED 127.0.0.1:${port}). Start it`,
    });
  });

  // Only root can run it as somebody else, and root may do everything.
  (process.getuid?.() === 0 ? it : it.skip)('what its user may not use', async () => {
    const theirs = (there: ReturnType<typeof place>) => {
      chmodSync(there.folder, 0o755);
      chownSync(there.config, NOBODY, NOBODY);
    };
    const noFolder = place();
    theirs(noFolder);
    const denied = `The user ${NOBODY} that this process runs as may not use`;
    await saysOneLine(words, noFolder, { how: 77, text: `${denied} ${noFolder.data}.` }, { user: NOBODY });

    const notReadable = place({ encryptionKey: KEYS[0] });
    theirs(notReadable);
    mkdirSync(notReadable.data, { mode: 0o700 });
    chownSync(notReadable.data, NOBODY, NOBODY);
    const file = join(notReadable.data, 'wardkey.sqlite');
    writeFileSync(file, '', { mode: 0o600 });
    await saysOneLine(words, notReadable, { how: 77, text: file }, { user: NOBODY });

    const readOnly = place({ encryptionKey: KEYS[0] });
    theirs(readOnly);
    mkdirSync(readOnly.data, { mode: 0o500 });
    chownSync(readOnly.data, NOBODY, NOBODY);
    await saysOneLine(
      words,
      readOnly,
      { how: 77, text: join(readOnly.data, 'wardkey.sqlite') },
      { user: NOBODY },
    );
  });
});

describe('the server says in one line that it cannot listen:', () => {
  proves('FI-60');

  it('the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    try {
      const there = place({ listen: { port } });
      const text = `listen.port: cannot listen on 127.0.0.1:${port} (EADDRINUSE): another process listens there`;
      await saysOneLine(['serve'], there, { how: 69, text });
      const metrics = { listen: { port: await freePort() }, metrics: { port } };
      reconfigure(there, metrics);
      await saysOneLine(['serve'], there, { how: 69, text: 'metrics.port: cannot listen on' });
    } finally {
      other.close();
    }
  });

  it('the address is not one of this machine', async () => {
    const there = place({ listen: { host: '192.0.2.1', port: await freePort() } });
    await saysOneLine(['serve'], there, { how: 78, text: 'cannot listen on 192.0.2.1' });
  });

  (process.getuid?.() === 0 ? it : it.skip)('its user may not use the port', async () => {
    const there = place({ listen: { port: 443 }, issuer: 'http://127.0.0.1:443' });
    chmodSync(there.folder, 0o755);
    mkdirSync(there.data, { mode: 0o700 });
    for (const path of [there.config, there.data]) chownSync(path, NOBODY, NOBODY);
    await saysOneLine(
      ['serve'],
      there,
      { how: 77, text: 'cannot listen on 127.0.0.1:443 (EACCES)' },
      { user: NOBODY },
    );
  });
});

(hasPostgresql ? describe : describe.skip)(
  'a command says in one line why PostgreSQL does not let it in:',
  () => {
    proves('FI-60');
    let postgresql: Postgresql;
    const url = (changes: Partial<Record<'username' | 'password' | 'pathname' | 'search', string>>) =>
      Object.assign(new URL(postgresql.url), { password: 'right', ...changes }).href;

    beforeAll(async () => {
      postgresql = await startPostgresql();
      const admin = await openDatabase(postgresql.url);
      await admin.query(`ALTER ROLE wardkey PASSWORD 'right'`);
      await admin.query(`CREATE ROLE reader LOGIN PASSWORD 'right'`);
      await admin.query('CREATE DATABASE other');
      const [{ hba_file: rules }] = await admin.query('SHOW hba_file');
      await admin.query(
        `COPY (VALUES ('host all wardkey 127.0.0.1/32 scram-sha-256'), ('host other reader 127.0.0.1/32 scram-sha-256')) TO '${rules}'`,
      );
      await admin.query('SELECT pg_reload_conf()');
      await admin.destroy();
    });
    afterAll(() => postgresql.close());

    it.each<[string, Parameters<typeof url>[0], number, string]>([
      [
        'the password is wrong',
        { password: 'wrong' },
        77,
        'refuses the password of the role wardkey. Mend the password',
      ],
      ['there is no such database', { pathname: '/none' }, 78, 'has no database none. Create it'],
      ['the role may not come in', { username: 'stranger' }, 77, 'does not let the role stranger in'],
      [
        'the role may not make tables',
        { username: 'reader', pathname: '/other' },
        77,
        'does not allow the role reader',
      ],
      ['it has no TLS', { search: '?sslmode=verify-full' }, 78, 'no connection with TLS as sslmode'],
    ])('%s', async (_what, changes, how, text) => {
      const there = place({ encryptionKey: KEYS[0], database: { url: url(changes) } });
      await saysOneLine(LIST, there, { how, text: `PostgreSQL at 127.0.0.1:${postgresql.port}` });
      await saysOneLine(LIST, there, { how, text });
      // A secret is never said.
      expect((await run(LIST, there)).stderr).not.toMatch(/right|wrong/);
    });
  },
);

describe('a wrong command line', () => {
  proves('FI-60');

  it.each([
    [['no-such-command']],
    [['account', 'list', '--no-such-option']],
    [['revoke']],
    [['serve', '--workers', 'x']],
  ])('%j ends with 64', async (words) => {
    expect((await run(words, place())).how).toBe(64);
  });

  it('and help is no error', async () => {
    expect(await wardkey(['--help'])).toMatchObject({ how: 0, stderr: '' });
  });

  it('a wrong configuration ends with 78', async () => {
    expect((await run(LIST, place({ no: 'setting' }))).how).toBe(78);
  });
});

describe('a backup that is interrupted', () => {
  proves('FI-61');

  /** Ends the backup as soon as its draft is there. */
  async function interrupted(there: ReturnType<typeof place>, signal: NodeJS.Signals) {
    const target = join(there.folder, 'backups', 'copy.sqlite');
    mkdirSync(join(there.folder, 'backups'), { recursive: true });
    const beside = () => readdirSync(join(there.folder, 'backups'));
    const { how, stderr } = await wardkey(['backup', target, '--config', there.config], {
      onStart: (child) => {
        const look = setInterval(() => {
          if (beside().length === 0 && child.exitCode === null) return;
          clearInterval(look);
          child.kill(signal);
        }, 1);
      },
    });
    return { how, stderr, target, left: beside() };
  }

  /** Large enough for the copy to take a while. */
  async function largePlace() {
    const there = await sealedPlace();
    const database = await openDatabase(`sqlite:${join(there.data, 'wardkey.sqlite')}`);
    await database.query(
      `WITH RECURSIVE rows(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM rows WHERE n < 40000)
       INSERT INTO epoch (level, name, value) SELECT 'client', hex(randomblob(1000)) || n, 1 FROM rows`,
    );
    await database.destroy();
    return there;
  }

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('by %s leaves nothing', async (signal) => {
    const { how, left } = await interrupted(await largePlace(), signal);
    expect({ how, left }).toEqual({ how: signal, left: [] });
  });

  it('by SIGKILL leaves its draft, which the next one names and leaves alone', async () => {
    const there = await largePlace();
    const { how, left, target } = await interrupted(there, 'SIGKILL');
    expect({ how, left }).toEqual({
      how: 'SIGKILL',
      left: [expect.stringMatching(/^copy\.sqlite\..*\.wardkey-draft$/)],
    });
    const next = await run(['backup', target], there);
    expect(next).toMatchObject({ how: 0, stderr: expect.stringContaining(left[0]!) as string });
    expect(readdirSync(join(there.folder, 'backups')).sort()).toEqual(['copy.sqlite', left[0]]);
    expect(readFileSync(target).subarray(0, 6).toString()).toBe('SQLite');
  });
});
