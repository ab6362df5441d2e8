import { jest } from '@jest/globals';
import type { TestingModuleBuilder } from '@nestjs/testing';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { DataSource } from 'typeorm';
import type { HttpBrowser, Page } from 'wardkey-sandbox/http-browser.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { CredentialStore } from '#src/accounts/credentials/credential.store.js';
import { InvitationStore } from '#src/accounts/credentials/invitation.store.js';
import { ArtifactStore } from '#src/authorization-server/storage/artifact.store.js';
import { RegistrationTokenStore } from '#src/clients/registration-token.store.js';
import { RegistrationTokens } from '#src/clients/registration-tokens.js';
import { Sql } from '#src/database/sql.js';
import { AccountSetup } from '#src/sign-in/setup/account-setup.js';
import { CALLBACK, type Hospital, startHospital } from '../support/hospital.js';
import {
  PlainArtifactStore,
  PlainInvitationStore,
  PlainRegistrationTokenStore,
} from '../support/plain-stores.js';
import { hasPostgresql, type Postgresql, startPostgresql } from '../support/postgresql.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';
import { type SlowLine, slowLine, startTwoNodes, type TwoNodes } from '../support/two-nodes.js';

if (!hasPostgresql) console.warn('skipped: there is no PostgreSQL 15 in /usr/lib/postgresql/15/bin');

const MARIA = { username: 'maria.lindqvist', patient: 'noah-jansen' };
const EHR = { clientId: 'ehr', clientSecret: 'the-ehrs-own-client-secret' };
const INITIAL = {
  redirect_uris: [CALLBACK],
  client_name: 'Registered app',
  token_endpoint_auth_method: 'none',
};

/** What the tests of one server share. */
interface World {
  hospital: Hospital;
  sign: () => Promise<string>;
}

/** How often something was used, after everybody tried at the same moment. */
type Race = () => Promise<number>;

/** Something that may be used once. */
interface SingleUse {
  what: string;
  /** Whether a store that looks first and writes afterwards lets several through, so that the race can fail. */
  failsWithPlainStore?: boolean;
  prepare(world: World): Promise<Race>;
}

const times = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_none, index) => work(index)));
/** How many different things were given. */
const different = (given: Array<string | undefined>) =>
  new Set(given.filter((one) => one !== undefined)).size;

async function newCode(hospital: Hospital): Promise<{ app: SmartApp; code: string }> {
  const app = new SmartApp(hospital);
  const browser = newBrowser();
  const page = await walkThrough(browser, await browser.get(app.authorizationUrl()), MARIA);
  return { app, code: app.answer(page).code! };
}

/** Several browsers that stand before the last step of one request. */
async function browsersAt(
  count: number,
  address: string,
): Promise<Array<{ browser: HttpBrowser; page: Page }>> {
  const ready = [];
  for (let index = 0; index < count; index++) {
    const browser = newBrowser();
    ready.push({ browser, page: await browser.get(address) });
  }
  return ready;
}

async function audited(hospital: Hospital, event: string): Promise<number> {
  const rows: unknown[] = await hospital.app
    .get(DataSource)
    .query(`SELECT 1 FROM audit_event WHERE event = '${event}'`);
  return rows.length;
}

const codeOf = (app: SmartApp, page: Page) =>
  page.url.startsWith(CALLBACK) ? app.answer(page).code : undefined;

/** Everything that may be used once. Each is tried by several requests at the same moment. */
const SINGLE_USE: SingleUse[] = [
  {
    what: 'an authorization code',
    failsWithPlainStore: true,
    prepare: async ({ hospital }) => {
      const { app, code } = await newCode(hospital);
      return async () => {
        const answers = await times(10, () => app.redeem(code));
        return different(answers.map(({ body }) => body.access_token as string | undefined));
      };
    },
  },
  {
    // Everybody gets the same successor, because it is computed from the token: a repeated request must not end access.
    what: 'a refresh token',
    prepare: async ({ hospital }) => {
      const { app, tokens } = await getTokens(hospital, MARIA);
      return async () => {
        const answers = await times(10, () => app.refresh(tokens.refresh_token as string));
        return different(answers.map(({ body }) => body.refresh_token as string | undefined));
      };
    },
  },
  {
    what: 'an assertion of a client (jti)',
    failsWithPlainStore: true,
    prepare: async ({ hospital, sign }) => {
      const form = {
        grant_type: 'client_credentials',
        scope: 'system/Patient.rs',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await sign(),
      };
      return async () => {
        const answers = await times(10, () => new SmartApp(hospital).post('/token', form));
        return answers.filter(({ status }) => status === 200).length;
      };
    },
  },
  {
    what: 'a pushed authorization request',
    failsWithPlainStore: true,
    prepare: async ({ hospital }) => {
      const app = new SmartApp(hospital);
      const { searchParams } = new URL(app.authorizationUrl());
      const pushed = await app.post('/par', Object.fromEntries(searchParams));
      const query = new URLSearchParams({
        client_id: 'chart',
        request_uri: pushed.body.request_uri as string,
      });
      const ready = await browsersAt(4, `${hospital.issuer}/authorize?${query}`);
      for (const one of ready) one.page = await one.browser.submit(one.page, { button: MARIA.username });
      for (const one of ready) one.page = await one.browser.submit(one.page, { button: MARIA.patient });
      return async () => {
        const pages = await times(4, (index) =>
          walkThrough(ready[index]!.browser, ready[index]!.page, MARIA),
        );
        return different(pages.map((page) => codeOf(app, page)));
      };
    },
  },
  {
    what: 'a launch of an EHR',
    prepare: async ({ hospital }) => {
      const authorization = `Basic ${Buffer.from(`${EHR.clientId}:${EHR.clientSecret}`).toString('base64')}`;
      const { body } = await new SmartApp(hospital).post(
        '/token',
        { grant_type: 'client_credentials', scope: '__wardkey/launch-contexts.write' },
        { authorization },
      );
      const prepared = await fetch(`${hospital.issuer}/api/v1/launch-contexts`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${body.access_token as string}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ client_id: 'chart', patient: 'noah-jansen' }),
      });
      const { launch } = (await prepared.json()) as { launch: string };
      const app = new SmartApp(hospital);
      const address = app.authorizationUrl({ launch, scope: 'openid fhirUser launch patient/Patient.rs' });
      const ready = await browsersAt(4, address);
      return async () => {
        const pages = await times(4, (index) =>
          walkThrough(ready[index]!.browser, ready[index]!.page, MARIA),
        );
        return different(pages.map((page) => codeOf(app, page)));
      };
    },
  },
  {
    what: 'the answer of an identity provider',
    prepare: async ({ hospital }) => {
      const browser = newBrowser();
      const page = await browser.get(new SmartApp(hospital).authorizationUrl());
      const doorway = `${hospital.issuer}/federation/hospital/signin`;
      const answer = await browser.submit(page, {
        button: MARIA.username,
        stopAt: ({ href }) => href.startsWith(doorway),
      });
      const before = await audited(hospital, 'login.succeeded');
      return async () => {
        await times(10, () => browser.get(answer.url));
        return (await audited(hospital, 'login.succeeded')) - before;
      };
    },
  },
  {
    what: 'an invitation',
    failsWithPlainStore: true,
    prepare: async ({ hospital }) => {
      const account = await hospital.app
        .get(AccountStore)
        .create({ email: `${Math.random()}@clinic.example`, fhirUser: 'Practitioner/maria-lindqvist' });
      const { link } = await hospital.app.get(AccountSetup, { strict: false }).invite(account, false);
      const ready = await browsersAt(4, link);
      const before = await audited(hospital, 'account.password_set');
      return async () => {
        await times(4, (index) => {
          const password = `the password number ${index}`;
          return ready[index]!.browser.submit(ready[index]!.page, {
            form: '/password',
            values: { password, again: password },
          });
        });
        // Once anybody has a password, the first page of a sign-in is another one.
        await hospital.app.get(CredentialStore).setLocalLogin(account.id, 'disabled');
        return (await audited(hospital, 'account.password_set')) - before;
      };
    },
  },
  {
    what: 'an initial access token for one client',
    failsWithPlainStore: true,
    prepare: async ({ hospital }) => {
      const token = await hospital.app.get(RegistrationTokens).make(1, Math.floor(Date.now() / 1000) + 3600);
      return async () => {
        const answers = await times(6, async () => {
          const response = await fetch(`${hospital.issuer}/register`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
            body: JSON.stringify(INITIAL),
          });
          return ((await response.json()) as { client_id?: string }).client_id;
        });
        return different(answers);
      };
    },
  },
];

const configured = (url: string | undefined, jwk: JWK) => (configuration: Record<string, any>) => {
  if (url !== undefined)
    Object.assign(configuration, {
      database: { url },
      encryptionKey: Buffer.alloc(32, 7).toString('base64'),
    });
  configuration.clients[0].launchUris = ['https://chart.example/launch'];
  configuration.clients.push(
    {
      clientId: 'backend',
      tokenEndpointAuthMethod: 'private_key_jwt',
      jwks: { keys: [jwk] },
      grantTypes: ['client_credentials'],
      scope: 'system/Patient.rs',
    },
    {
      ...EHR,
      tokenEndpointAuthMethod: 'client_secret_basic',
      grantTypes: ['client_credentials'],
      scope: '__wardkey/launch-contexts.write',
    },
  );
  configuration.registration = { mode: 'initialAccessToken', scope: 'openid fhirUser' };
};

/** A key of the service, and what signs its assertions. */
async function service() {
  const { privateKey, publicKey } = await generateKeyPair('ES384', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k' };
  const signer = (issuer: string) => () =>
    new SignJWT({ iss: 'backend', sub: 'backend', aud: `${issuer}/token` })
      .setJti(`${Math.random()}`)
      .setExpirationTime('4m')
      .setProtectedHeader({ alg: 'ES384', kid: 'k', typ: 'JWT' })
      .sign(privateKey);
  return { jwk, signer };
}

/**
 * Makes each statement of a server on SQLite take this long, as it does where the database is another machine. The
 * database itself is never slow: it is in the same process.
 */
function slowStatements(milliseconds: number): void {
  jest.restoreAllMocks();
  if (milliseconds === 0) return;
  const rows = Reflect.get(Sql.prototype, 'rows') as (this: Sql, ...call: unknown[]) => Promise<unknown[]>;
  jest.spyOn(Sql.prototype, 'rows').mockImplementation(async function (this: Sql, ...call: unknown[]) {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return rows.apply(this, call) as Promise<never[]>;
  });
}

describe.each([0, 2, 10])('when each statement takes %i ms, on SQLite', (milliseconds) => {
  let world: World;
  beforeAll(async () => {
    const { jwk, signer } = await service();
    const hospital = await startHospital({ configure: configured(undefined, jwk) });
    world = { hospital, sign: signer(hospital.issuer) };
  });
  afterAll(() => world.hospital.close());
  afterEach(() => jest.restoreAllMocks());

  it.each(SINGLE_USE.map((one) => [one.what, one] as const))(
    'several requests use %s, and one succeeds',
    async (_what, { prepare }) => {
      proves('FI-34');
      const race = await prepare(world);
      slowStatements(milliseconds);
      expect(await race()).toBe(1);
    },
    60_000,
  );
});

(hasPostgresql ? describe : describe.skip)('on PostgreSQL, with two nodes', () => {
  let postgresql: Postgresql;
  let line: SlowLine;
  let two: TwoNodes;
  let world: World;

  beforeAll(async () => {
    postgresql = await startPostgresql();
    const url = new URL(postgresql.url);
    line = await slowLine(Number(url.port));
    url.port = String(line.port);
    const { jwk, signer } = await service();
    two = await startTwoNodes({ configure: configured(url.href, jwk) });
    world = { hospital: two.hospital, sign: signer(two.hospital.issuer) };
  }, 120_000);
  afterAll(async () => {
    await two?.close();
    await line?.close();
    await postgresql?.close();
  });
  afterEach(() => {
    line.delayMs = 0;
  });

  describe.each([0, 2, 10])('when each packet takes %i ms each way', (milliseconds) => {
    it.each(SINGLE_USE.map((one) => [one.what, one] as const))(
      'several requests use %s, and one succeeds',
      async (_what, { prepare }) => {
        proves('FI-34');
        const race = await prepare(world);
        line.delayMs = milliseconds;
        expect(await race()).toBe(1);
      },
      60_000,
    );
  });
});

describe('these races fail, as they should, where a store looks first and writes afterwards', () => {
  let world: World;
  const plain = (builder: TestingModuleBuilder) =>
    builder
      .overrideProvider(ArtifactStore)
      .useClass(PlainArtifactStore)
      .overrideProvider(InvitationStore)
      .useClass(PlainInvitationStore)
      .overrideProvider(RegistrationTokenStore)
      .useClass(PlainRegistrationTokenStore);

  beforeAll(async () => {
    const { jwk, signer } = await service();
    const hospital = await startHospital({ configure: configured(undefined, jwk), override: plain });
    world = { hospital, sign: signer(hospital.issuer) };
  });
  afterAll(() => world.hospital.close());
  afterEach(() => jest.restoreAllMocks());

  it.each(
    SINGLE_USE.filter(({ failsWithPlainStore }) => failsWithPlainStore).map(
      (one) => [one.what, one] as const,
    ),
  )(
    '%s is used more than once',
    async (_what, { prepare }) => {
      const race = await prepare(world);
      expect(await race()).toBeGreaterThan(1);
    },
    60_000,
  );
});
