import { execFileSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { DataSource } from 'typeorm';
import { HttpBrowser } from 'wardkey-sandbox/http-browser.js';
import { stringify } from 'yaml';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { backup } from '#src/cli/backup.js';
import { restore } from '#src/cli/restore.js';
import { assertClientAssertion } from '#src/authorization-server/client-authentication/client-assertion-policy.js';
import { ClientRefusal } from '#src/clients/client-refusal.entity.js';
import { sqliteFile } from '../support/database.js';
import {
  CALLBACK,
  freePort,
  type Hospital,
  RESOURCE_SERVER_BASIC,
  startHospital,
} from '../support/hospital.js';
import { hasPostgresql, type Postgresql, startPostgresql } from '../support/postgresql.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';
import { moveClock, startClock, stopClock } from '../support/still-clock.js';

const MARIA = { username: 'maria.lindqvist' };
/** Where an app of the hospital’s own returns to, whose people are not asked each time. */
const RETURN = 'https://rounds.hospital.test/callback';

/** A database of its own, and how an administrator backs it up, loses it and gets it back. */
interface Site {
  url: string;
  backUp(config: string): Promise<void>;
  lose(): Promise<void>;
  getBack(config: string): Promise<void>;
  close(): Promise<void>;
}

async function onSqlite(): Promise<Site> {
  const url = sqliteFile();
  const path = url.slice('sqlite:'.length);
  const copy = join(mkdtempSync(join(tmpdir(), 'wardkey-rehearsal-')), 'copy.sqlite');
  return {
    url,
    backUp: (config) => backup(copy, { config }),
    lose: async () => {
      renameSync(path, `${path}.lost`);
      for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
    },
    getBack: (config) => restore(copy, { config }),
    close: async () => {},
  };
}

/** The commands are those that Wardkey prints. */
async function onPostgresql(): Promise<Site> {
  const postgresql: Postgresql = await startPostgresql();
  const folder = mkdtempSync(join(tmpdir(), 'wardkey-rehearsal-'));
  const copy = join(folder, 'copy.dump');
  const administer = async (...statements: string[]) => {
    const dataSource = await new DataSource({ type: 'postgres', url: postgresql.url }).initialize();
    for (const statement of statements) await dataSource.query(statement);
    await dataSource.destroy();
  };
  await administer('CREATE DATABASE wardkey');
  const carryOut = async (work: () => Promise<void>) => {
    const message = await work().then(
      () => '',
      (error: Error) => error.message,
    );
    const [, command] = /\n\n {2}(pg_.+)\n/.exec(message)!;
    execFileSync('bash', ['-c', command!], { stdio: 'pipe' });
  };
  return {
    url: postgresql.url.replace(/postgres$/, 'wardkey'),
    backUp: (config) => carryOut(() => backup(copy, { config })),
    lose: () => administer('DROP DATABASE wardkey', 'CREATE DATABASE wardkey'),
    getBack: async (config) => {
      await carryOut(() => restore(copy, { config }));
      await restore(undefined, { config, inPlace: true });
    },
    close: () => postgresql.close(),
  };
}

describe.each([
  ['SQLite', true, onSqlite],
  ['PostgreSQL', hasPostgresql, onPostgresql],
])('a backup on %s that is restored after the database was lost', (_database, isHere, prepare) => {
  const here = isHere ? it : it.skip;
  let site: Site;
  /** The identity provider and the FHIR server stay as they are. */
  let first: Hospital;
  let hospital: Hospital;
  let configuration: Record<string, any>;
  let config: string;
  let sign: (claims?: Record<string, unknown>) => Promise<string>;

  const start = (port: number) =>
    startHospital({
      port,
      configure: (given) => {
        if (configuration) Object.assign(given, configuration, { dataDirectory: given.dataDirectory });
        else configuration = complete(given);
      },
    });
  let jwk: object;
  const complete = (given: Record<string, any>) => {
    given.clients.push(
      { clientId: 'rounds', clientName: 'Ward Rounds', redirectUris: [RETURN], consent: 'remember' },
      {
        clientId: 'backend',
        tokenEndpointAuthMethod: 'private_key_jwt',
        jwks: { keys: [jwk] },
        grantTypes: ['client_credentials'],
        scope: 'system/Patient.rs',
      },
    );
    const encryptionKey = Buffer.alloc(32, 7).toString('base64');
    return Object.assign(given, { encryptionKey, database: { url: site.url } });
  };

  beforeAll(async () => {
    if (!isHere) return;
    const pair = await generateKeyPair('ES384', { extractable: true });
    jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k' };
    site = await prepare();
    const port = await freePort();
    first = hospital = await start(port);
    config = join(mkdtempSync(join(tmpdir(), 'wardkey-rehearsal-')), 'wardkey.yaml');
    writeFileSync(config, stringify(configuration), { mode: 0o600 });
    sign = (claims = {}) =>
      new SignJWT({ iss: 'backend', sub: 'backend', aud: `${first.issuer}/token`, ...claims })
        .setJti(`${Math.random()}`)
        .setIssuedAt()
        .setExpirationTime('4m')
        .setProtectedHeader({ alg: 'ES384', kid: 'k', typ: 'JWT' })
        .sign(pair.privateKey);
    jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
    jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
    stopClock();
  }, 90_000);
  afterAll(async () => {
    startClock();
    jest.restoreAllMocks();
    if (!isHere) return;
    if (hospital !== first) await hospital?.close();
    await first?.close();
    await site?.close();
  });

  const app = () => new SmartApp(hospital);
  const stopAt = (url: URL) => url.href.startsWith(RETURN) || url.href.startsWith(CALLBACK);
  /** Signs in at the app that remembers. @returns its tokens, and how many pages asked for consent. */
  async function signInAtRounds() {
    const browser = new HttpBrowser({ stopAt });
    const rounds = new SmartApp(hospital, 'rounds');
    let page = await browser.get(rounds.authorizationUrl({ redirect_uri: RETURN }));
    page = await browser.submit(page, { button: MARIA.username });
    page = await browser.submit(page, { button: 'noah-jansen' });
    const isAsked = !page.url.startsWith(RETURN);
    if (isAsked) page = await walkThrough(browser, page, MARIA);
    const code = new URL(page.url).searchParams.get('code')!;
    return { rounds, isAsked, tokens: (await rounds.redeem(code, { redirect_uri: RETURN })).body };
  }
  const introspect = async (token: string) =>
    (await app().post('/introspect', { token }, { authorization: RESOURCE_SERVER_BASIC })).body
      .active as boolean;
  const service = (assertion: string) =>
    app().post('/token', {
      grant_type: 'client_credentials',
      scope: 'system/Patient.rs',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    });

  here(
    'what was used since the backup opens nothing a second time, people sign in again, and accounts are whole',
    async () => {
      proves('FI-46 TM-26 TM-27 TM-28');
      const before = await getTokens(hospital, MARIA);
      const accountId = decodeJwt(before.tokens.id_token as string).sub;
      const consented = app();
      const { code } = consented.answer(
        await walkThrough(before.browser, await before.browser.get(consented.authorizationUrl()), MARIA),
      );
      const stranger = newBrowser();
      const pending = await stranger.submit(await stranger.get(app().authorizationUrl()), {
        button: 'james.okafor',
      });
      expect(pending.h1).toBe('Choose a patient');
      const assertion = await sign();
      expect((await signInAtRounds()).isAsked).toBe(true);

      await site.backUp(config);

      const refreshed = await before.app.refresh(before.tokens.refresh_token as string);
      const redeemed = await consented.redeem(code!);
      const serviceToken = await service(assertion);
      expect([refreshed.status, redeemed.status, serviceToken.status]).toEqual([200, 200, 200]);
      moveClock(5);
      await hospital.app.close();
      await site.lose();

      await site.getBack(config);
      hospital = await start(Number(new URL(first.issuer).port));
      hospital = { ...hospital, fhirServer: first.fhirServer, identityProvider: first.identityProvider };

      const refresh = async (token: unknown) =>
        (await before.app.refresh(token as string)).body.error as string;
      expect([
        await refresh(before.tokens.refresh_token),
        await refresh(refreshed.body.refresh_token),
        await refresh(redeemed.body.refresh_token),
        (await consented.redeem(code!)).body.error,
        (await service(assertion)).body.error,
      ]).toEqual(['invalid_grant', 'invalid_grant', 'invalid_grant', 'invalid_grant', 'invalid_client']);
      for (const { access_token: token } of [before.tokens, refreshed.body, redeemed.body, serviceToken.body])
        expect(await introspect(token as string)).toBe(false);

      const silent = app();
      const answer = silent.answer(await before.browser.get(silent.authorizationUrl({ prompt: 'none' })));
      expect(answer.error).toBe('login_required');
      const late = await stranger.submit(pending, { button: 'noah-jansen' });
      expect(new URL(late.url).searchParams.get('code')).toBeNull();

      const { rounds, isAsked, tokens } = await signInAtRounds();
      expect(isAsked).toBe(false);
      expect(decodeJwt(tokens.id_token as string).sub).toBe(accountId);
      expect(await introspect(tokens.access_token as string)).toBe(true);
      expect((await rounds.refresh(tokens.refresh_token as string)).status).toBe(200);

      moveClock(60);
      expect((await service(await sign())).status).toBe(200);

      const dataSource = hospital.app.get(DataSource);
      const events = await dataSource.getRepository(AuditEvent).findBy({ event: 'database.restored' });
      expect(events).toHaveLength(1);
      expect(JSON.stringify(events[0]!.trail)).toContain('all access that was given before has ended');
      const refusals = await dataSource.getRepository(ClientRefusal).findBy({ clientId: 'backend' });
      expect(JSON.stringify(refusals)).toContain('restored from a backup');
    },
    120_000,
  );
});

describe('a client assertion after a restore', () => {
  const RESTORED = 1_800_000_000;
  const client = { jwksUri: undefined } as never;
  const accept = (claims: Record<string, unknown>, now: number) =>
    assertClientAssertion(
      undefined as never,
      { jti: 'j', aud: 'https://auth.hospital.example/token', ...claims },
      { kid: 'k', typ: 'JWT' },
      client,
      now,
      RESTORED,
    ).then(
      () => 'accepted',
      (error: { error_detail?: string }) => error.error_detail,
    );

  it.each([
    ['issued a moment before', { iat: RESTORED - 1, exp: RESTORED + 299 }, 10],
    ['issued before, by a fast clock', { iat: RESTORED + 29, exp: RESTORED + 329 }, 10],
    ['that does not say when it was issued, and may have been issued before', { exp: RESTORED + 330 }, 40],
  ])('%s is refused', async (_what, claims, seconds) => {
    proves('FI-46 TM-28');
    expect(await accept(claims, RESTORED + seconds)).toContain('make a new assertion');
  });

  it.each([
    ['issued later', { iat: RESTORED + 31, exp: RESTORED + 60 }, 35],
    ['that lives longer than any from before', { exp: RESTORED + 331 }, 31],
  ])('%s is accepted', async (_what, claims, seconds) => {
    expect(await accept(claims, RESTORED + seconds)).toBe('accepted');
  });
});
