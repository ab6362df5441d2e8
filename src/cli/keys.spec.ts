import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { stringify } from 'yaml';
import { SecretBox } from '#src/crypto/secret-box.js';
import { openDatabase } from '../../test/support/database.js';
import { proves } from '../../test/support/proves.js';
import { listKeys, retireKey, revokeKey, rotateKeys, withKeys } from './keys.js';
import { reseal } from './reseal.js';

interface Listed {
  kid: string;
  alg: string;
  state: string;
  nextStep?: string;
  nextStepAt?: string;
}

describe('wardkey keys', () => {
  let folder: string;
  let config: string;
  let said: string;
  let warned: string;
  const configure = (settings: object) =>
    writeFileSync(
      config,
      stringify({ issuer: 'http://127.0.0.1:20999', dataDirectory: folder, ...settings }),
    );
  const run = async (command: () => Promise<void>) => {
    [said, warned] = ['', ''];
    await command();
    return said
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Listed);
  };
  /** What the first start of the server does. */
  const start = () => withKeys({ config }, ({ rotation }) => rotation.makeMissing());
  const list = () => run(() => listKeys({ config }));
  const current = async () =>
    (await list()).find(({ alg, state }) => alg === 'ES256' && state === 'current')!;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wardkey-keys-'));
    config = join(folder, 'wardkey.yaml');
    configure({});
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      warned += String(text);
      return true;
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  it('list shows each key with its state, and nothing private', async () => {
    proves('TM-48');
    expect(await list()).toEqual([]);
    await start();
    const keys = await list();
    expect(keys.map(({ alg, state }) => [alg, state])).toEqual([
      ['RS256', 'current'],
      ['ES256', 'current'],
    ]);
    expect(Object.keys(keys[0]!).sort()).toEqual(['alg', 'createdAt', 'kid', 'since', 'state']);
  });

  it('rotate makes the next key of each algorithm, and says from when on it signs', async () => {
    const made = await run(() => rotateKeys({ config }));
    expect(made.map(({ alg, state, nextStep }) => [alg, state, nextStep])).toEqual([
      ['RS256', 'next', 'signs'],
      ['ES256', 'next', 'signs'],
    ]);
    const { since, nextStepAt } = made[0] as Listed & { since: string };
    expect(Date.parse(nextStepAt!) - Date.parse(since)).toBe(24 * 3_600_000);
    expect(warned).toBe('');
    expect(await run(() => rotateKeys({ config, alg: 'ES256' }))).toEqual([made[1]]);
  });

  it('rotate --now lets the new key sign at once, and warns of what that means', async () => {
    const [key] = await run(() => rotateKeys({ config, alg: 'ES256', now: true }));
    expect(key).toMatchObject({ alg: 'ES256', state: 'current' });
    expect(warned).toContain('refuses its tokens until it reads the JWKS again');
    expect((await list()).map(({ alg, state }) => [alg, state])).toEqual([
      ['RS256', 'current'],
      ['ES256', 'current'],
      ['ES256', 'retired'],
    ]);
  });

  it('retire withdraws a key that does not sign yet', async () => {
    const [next] = await run(() => rotateKeys({ config, alg: 'ES256' }));
    expect(await run(() => retireKey(next!.kid, { config }))).toEqual([
      expect.objectContaining({ kid: next!.kid, state: 'ended', nextStep: 'forgotten' }),
    ]);
  });

  it('revoke ends a key, and shows the key that signs instead', async () => {
    await start();
    const { kid } = await current();
    const [revoked, successor] = await run(() => revokeKey(kid, { config }));
    expect(revoked).toMatchObject({ kid, state: 'revoked' });
    expect(successor).toMatchObject({ alg: 'ES256', state: 'current' });
    expect((await current()).kid).toBe(successor!.kid);
  });

  it.each([
    ['an unknown key', () => revokeKey('nothing', { config }), /There is no key nothing\. wardkey keys list/],
    [
      'an unknown algorithm',
      () => rotateKeys({ config, alg: 'HS256' }),
      /--alg: HS256 must be RS256 or ES256/,
    ],
    [
      'to retire a key without a successor',
      async () => retireKey((await current()).kid, { config }),
      /has no successor\. Make one: wardkey keys rotate --alg ES256/,
    ],
  ])('refuses %s, and says what to do', async (_what, command, message) => {
    await start();
    await expect(run(command)).rejects.toThrow(message);
  });

  it('reseal says what it has sealed anew, and whether the earlier key is still needed', async () => {
    const [earlier, present] = [randomBytes(32), randomBytes(32)].map((key) => key.toString('base64'));
    configure({ encryptionKey: earlier });
    await start();
    const keys = await list();
    configure({ encryptionKey: present, otherEncryptionKeys: [earlier] });
    const lines = (await run(() => reseal({ config }))) as unknown[];
    expect(lines).toContainEqual({
      table: 'signing_key',
      column: 'sealed_private_jwk',
      sealed: 2,
      resealed: 2,
      unreadable: 0,
    });
    expect(lines.at(-1)).toEqual({
      resealed: 4,
      unreadable: 0,
      clientSecretsOfOtherKeys: 0,
      otherKeysAreNeeded: false,
    });
    configure({ encryptionKey: present });
    expect(await list()).toEqual(keys);
    expect(((await run(() => reseal({ config }))) as unknown[]).at(-1)).toMatchObject({ resealed: 0 });
  });

  it('reseal says when no key opens a value', async () => {
    const [lost, present] = [randomBytes(32), randomBytes(32)].map((key) => key.toString('base64'));
    configure({ encryptionKey: present });
    await start();
    const database = await openDatabase(`sqlite:${join(folder, 'wardkey.sqlite')}`);
    await database.query(`UPDATE signing_key SET sealed_private_jwk = ? WHERE alg = 'RS256'`, [
      new SecretBox(Buffer.from(lost!, 'base64')).seal('signing-key', '{}'),
    ]);
    await database.destroy();
    const lines = (await run(() => reseal({ config }))) as unknown[];
    expect(lines.at(-1)).toMatchObject({ unreadable: 1, otherKeysAreNeeded: true });
    expect(warned).toContain('a key that the configuration does not name');
  });
});
