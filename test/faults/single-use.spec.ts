import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { TestingModuleBuilder } from '@nestjs/testing';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { DataSource } from 'typeorm';
import type { HttpBrowser, Page } from 'wardkey-sandbox/http-browser.js';
import { RelyingPartySessionStore } from '#src/access/relying-party-session.store.js';
import { AccountDirectory } from '#src/accounts/account-directory.store.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { ActivationStore } from '#src/accounts/activation/activation.store.js';
import { AttemptLimits } from '#src/accounts/credentials/attempt-limits.js';
import { CredentialStore } from '#src/accounts/credentials/credential.store.js';
import { InvitationStore } from '#src/accounts/credentials/invitation.store.js';
import { AuditChain } from '#src/audit/audit-chain.js';
import type { AuditEventName } from '#src/audit/audit-events.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { AuditStream } from '#src/audit/audit-stream.js';
import { RelyingPartyLogout } from '#src/authorization-server/logout/relying-party-logout.js';
import { SignOutAcross } from '#src/authorization-server/logout/sign-out-across.js';
import { ArtifactStore } from '#src/authorization-server/storage/artifact.store.js';
import { RegistrationTokenStore } from '#src/clients/registration-token.store.js';
import { RegistrationTokens } from '#src/clients/registration-tokens.js';
import { Clock } from '#src/clock/clock.js';
import { Settings } from '#src/config/settings/settings.js';
import { atomically } from '#src/database/atomically.js';
import { Commits } from '#src/database/commits.js';
import { Sql } from '#src/database/sql.js';
import { KeyRotation } from '#src/keys/key-rotation.js';
import { composeLetter } from '#src/mail/letter.js';
import { OutboxStore } from '#src/mail/outbox.store.js';
import { Postman } from '#src/mail/postman.js';
import { AccountSetup } from '#src/sign-in/setup/account-setup.js';
import { onDatabase } from '../support/database.js';
import { accountWithPassword, audited, typePassword } from '../support/accounts.js';
import { apiCaller, apiClientEntry, apiToken } from '../support/api-client.js';
import { CALLBACK, type Hospital, startHospital } from '../support/hospital.js';
import {
  PlainActivationStore,
  PlainArtifactStore,
  PlainAttemptLimits,
  PlainInvitationStore,
  PlainOutboxStore,
  PlainRegistrationTokenStore,
} from '../support/plain-stores.js';
import { hasPostgresql, type Postgresql, startPostgresql } from '../support/postgresql.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';
import { startClock, stopClock } from '../support/still-clock.js';
import { type SlowLine, slowLine, startTwoNodes, type TwoNodes } from '../support/two-nodes.js';

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
  /** The processes that share the database; the first one is the hospital’s. */
  nodes: Hospital[];
  sign: () => Promise<string>;
}

/** How often something was used, after everybody tried at the same moment. */
type Race = () => Promise<number>;

/** Something that may be used once, or a few times. */
interface SingleUse {
  what: string;
  /** How often it may be used; once when it is left out. */
  uses?: number;
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

/** How many audit rows there are of this event, and with this reason if one is given. */
async function rowsOf(hospital: Hospital, event: AuditEventName, reason?: string): Promise<number> {
  const rows = await audited(hospital, event);
  return rows.filter((row) => reason === undefined || row.reason === reason).length;
}

/** The process that answers the caller with this number. */
const nodeOf = ({ nodes }: World, index: number) => nodes[index % nodes.length]!.app;

/** The letters that wait, oldest first. No postman takes them. */
async function lettersOf({ app }: Hospital): Promise<string[]> {
  const outbox = app.get(OutboxStore, { strict: false });
  const texts: string[] = [];
  for (let mail; (mail = await outbox.claim(180));) texts.push(mail.letter!.text);
  return texts;
}

/** A person who was invited, has signed in at the identity provider, and is asked for the code from the mailbox. */
async function personWithCode(hospital: Hospital, username: string) {
  await hospital.app.get(DataSource).query('DELETE FROM attempt_count');
  await lettersOf(hospital);
  const account = await hospital.app
    .get(AccountStore)
    .create({ email: `${randomUUID()}@clinic.example`, fhirUser: 'Practitioner/maria-lindqvist' });
  const { link } = await hospital.app.get(AccountSetup, { strict: false }).invite(account, false);
  const browser = newBrowser();
  const between = await browser.submit(await browser.get(link), { form: '/connect', button: 'hospital' });
  const page = await browser.submit(await browser.submit(between, {}), { button: username });
  const code = /^(\d{6})$/m.exec((await lettersOf(hospital)).at(-1)!)![1]!;
  const enter = (typed: string) =>
    browser.submit(page, { form: '/activation/code', values: { code: typed } });
  return { account, code, enter };
}

const codeOf = (app: SmartApp, page: Page) =>
  page.url.startsWith(CALLBACK) ? app.answer(page).code : undefined;

/** Everything that may be used once or a few times. Each is tried by several requests at the same moment. */
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
      const before = await rowsOf(hospital, 'login.succeeded');
      return async () => {
        await times(10, () => browser.get(answer.url));
        return (await rowsOf(hospital, 'login.succeeded')) - before;
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
      const before = await rowsOf(hospital, 'account.password_set');
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
        return (await rowsOf(hospital, 'account.password_set')) - before;
      };
    },
  },
  ...[1, 3].map((clients): SingleUse => ({
    what: `an initial access token for ${clients === 1 ? 'one client' : `${clients} clients`}`,
    uses: clients,
    failsWithPlainStore: true,
    prepare: async ({ hospital }) => {
      const until = Math.floor(Date.now() / 1000) + 3600;
      const token = await hospital.app.get(RegistrationTokens).make(clients, until);
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
  })),
  {
    what: 'the step after a consent, which was pressed several times',
    prepare: async ({ hospital }) => {
      const app = new SmartApp(hospital);
      const browser = newBrowser();
      let page = await browser.get(app.authorizationUrl());
      for (const button of [MARIA.username, MARIA.patient]) page = await browser.submit(page, { button });
      return async () => {
        const pages = await times(4, () => walkThrough(browser, page, MARIA));
        return different(pages.map((one) => codeOf(app, one)));
      };
    },
  },
  {
    // A second guard stands behind it: an identity has one account.
    what: 'a one-time code',
    prepare: async ({ hospital }) => {
      const { account, code, enter } = await personWithCode(hospital, 'wei.chen');
      const before = await rowsOf(hospital, 'account.linked');
      return async () => {
        await times(4, () => enter(code));
        const linked = (await rowsOf(hospital, 'account.linked')) - before;
        await hospital.app.get(AccountDirectory).delete(account.id);
        return linked;
      };
    },
  },
  {
    // With the fifth the code has ended, which the page says in place of "wrong".
    what: 'tries to guess a one-time code',
    uses: 4,
    failsWithPlainStore: true,
    prepare: async ({ hospital }) => {
      const { account, code, enter } = await personWithCode(hospital, 'wei.chen');
      const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
      return async () => {
        const pages = await times(8, () => enter(wrong));
        await hospital.app.get(AccountDirectory).delete(account.id);
        return pages.filter(({ text }) => text.includes('That is not the code')).length;
      };
    },
  },
  {
    // Five cost no wait, and the sixth begins it.
    what: 'attempts at a password',
    uses: 6,
    failsWithPlainStore: true,
    prepare: async ({ hospital }) => {
      await hospital.app.get(DataSource).query('DELETE FROM attempt_count');
      const email = `${randomUUID()}@clinic.example`;
      const account = await accountWithPassword(hospital, email);
      const ready = await browsersAt(10, new SmartApp(hospital).authorizationUrl());
      const before = await rowsOf(hospital, 'login.refused', 'wrong_password');
      return async () => {
        // The wait is a second, and a slow machine may need longer for all of them.
        stopClock();
        await times(10, (index) =>
          typePassword(ready[index]!.browser, ready[index]!.page, email, 'not the password'),
        ).finally(startClock);
        await hospital.app.get(CredentialStore).setLocalLogin(account.id, 'disabled');
        return (await rowsOf(hospital, 'login.refused', 'wrong_password')) - before;
      };
    },
  },
  {
    what: 'a letter',
    failsWithPlainStore: true,
    prepare: async (world) => {
      const { app } = world.hospital;
      const outbox = app.get(OutboxStore, { strict: false });
      await lettersOf(world.hospital);
      const letter = composeLetter({ to: 'maria@clinic.example', subject: 's', parts: ['p'] });
      const uselessAfter = new Clock().epoch() + 600;
      await atomically(app.get(DataSource), [outbox.insertion({ kind: 'test', letter, uselessAfter })]);
      return async () => {
        const claimed = await times(4, (index) =>
          nodeOf(world, index).get(OutboxStore, { strict: false }).claim(180),
        );
        return claimed.filter((mail) => mail !== undefined).length;
      };
    },
  },
  {
    what: 'a message to a client that a person signed out',
    prepare: async (world) => {
      const sessions = (index: number) =>
        nodeOf(world, index).get(RelyingPartySessionStore, { strict: false });
      while (await sessions(0).claim(180));
      const sid = randomUUID();
      await sessions(0).begin({ sid, clientId: 'chart', accountId: randomUUID(), sessionUid: randomUUID() });
      await sessions(0).end(sid);
      return async () => {
        const claimed = await times(4, (index) => sessions(index).claim(180));
        return claimed.filter((message) => message?.sid === sid).length;
      };
    },
  },
  {
    what: 'a logout token of an identity provider (jti)',
    failsWithPlainStore: true,
    prepare: (world) => {
      const { issuer } = world.hospital.identityProvider;
      const message = { issuer, clientId: 'wardkey', subject: 'gone', jti: randomUUID(), secondsLeft: 120 };
      return Promise.resolve(async () => {
        const handled = await times(4, (index) =>
          nodeOf(world, index).get(SignOutAcross, { strict: false }).fromProvider(message, 'hospital'),
        );
        return handled.filter(Boolean).length;
      });
    },
  },
  {
    what: 'a version of an account (If-Match)',
    prepare: async ({ hospital }) => {
      const call = apiCaller(hospital, await apiToken(hospital));
      const { body, headers } = await call('POST', '/accounts', { displayName: 'Maria' });
      const path = `/accounts/${(body as { id: string }).id}`;
      return async () => {
        const answers = await times(6, (index) =>
          call('PATCH', path, { displayName: `Maria ${index}` }, { 'if-match': headers.get('etag')! }),
        );
        return answers.filter(({ status }) => status === 200).length;
      };
    },
  },
  {
    what: 'a command to change a signing key',
    prepare: async (world) => {
      const rotation = world.hospital.app.get(KeyRotation);
      for (const { key } of await rotation.list()) if (key.state === 'next') await rotation.retire(key.kid);
      const before = await rowsOf(world.hospital, 'key.made');
      return async () => {
        await times(4, (index) => nodeOf(world, index).get(KeyRotation).rotate('ES256'));
        return (await rowsOf(world.hospital, 'key.made')) - before;
      };
    },
  },
  {
    what: 'a row of the audit log, to send on',
    prepare: async (world) => {
      const file = join(mkdtempSync(join(tmpdir(), 'wardkey-stream-')), 'audit.ndjson');
      const settings = Object.assign(new Settings(), { audit: { stream: `file:${file}` } });
      const [{ app }] = world.nodes as [Hospital];
      while ((await app.get(AuditChain).sealNext(50)) > 0);
      const streams = await times(4, async (index) => {
        const node = nodeOf(world, index);
        const stream = new AuditStream(
          node.get(DataSource),
          node.get(AuditChain),
          node.get(Commits),
          settings,
          new Clock(),
        );
        await stream.begin();
        return stream;
      });
      const reference = randomUUID().slice(0, 8);
      await app.get(AuditLog).record({ event: 'page.error', outcome: 'failed', reference });
      while ((await app.get(AuditChain).sealNext(50)) > 0);
      return async () => {
        await Promise.all(streams.map((stream) => stream.send()));
        return readFileSync(file, 'utf8').split(reference).length - 1;
      };
    },
  },
];

const howOften = ({ uses = 1 }: SingleUse) => (uses === 1 ? 'once' : `${uses} times`);

const configured = (url: string | undefined, jwk: JWK) => (configuration: Record<string, any>) => {
  if (url !== undefined) Object.assign(configuration, onDatabase(url));
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
  configuration.clients.push(apiClientEntry);
  Object.assign(configuration.externalIdentityProviders.identityProvider[0], {
    linking: 'oneTimeCode',
    allowAutoProvision: false,
  });
  configuration.mail = { from: 'sign-in@clinic.example', host: '127.0.0.1', port: 9, tls: 'none' };
  configuration.registration = { mode: 'initialAccessToken', scope: 'openid fhirUser' };
};

/** Nobody but the tests takes letters and messages. */
const withoutDelivery = (builder: TestingModuleBuilder) =>
  builder.overrideProvider(Postman).useValue({}).overrideProvider(RelyingPartyLogout).useValue({});

/** Maria can sign in: her account is connected. */
async function prepared(hospital: Hospital): Promise<void> {
  const { code, enter } = await personWithCode(hospital, MARIA.username);
  expect((await enter(code)).h1).toBe('Hospital account is connected');
}

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
    const hospital = await startHospital({
      configure: configured(undefined, jwk),
      override: withoutDelivery,
    });
    await prepared(hospital);
    world = { hospital, nodes: [hospital], sign: signer(hospital.issuer) };
  });
  afterAll(() => world.hospital.close());
  afterEach(() => jest.restoreAllMocks());

  it.each(SINGLE_USE.map((one) => [one.what, howOften(one), one] as const))(
    'several requests use %s at once, and it is used %s',
    async (_what, _howOften, { prepare, uses = 1 }) => {
      proves('FI-34');
      const race = await prepare(world);
      slowStatements(milliseconds);
      expect(await race()).toBe(uses);
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
    two = await startTwoNodes({ configure: configured(url.href, jwk), override: withoutDelivery });
    await prepared(two.hospital);
    world = { hospital: two.hospital, nodes: two.nodes, sign: signer(two.hospital.issuer) };
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
    it.each(SINGLE_USE.map((one) => [one.what, howOften(one), one] as const))(
      'several requests use %s at once, and it is used %s',
      async (_what, _howOften, { prepare, uses = 1 }) => {
        proves('FI-34');
        const race = await prepare(world);
        line.delayMs = milliseconds;
        expect(await race()).toBe(uses);
      },
      60_000,
    );
  });
});

describe('these races fail, as they should, where a store looks first and writes afterwards', () => {
  let world: World;
  const plain = (builder: TestingModuleBuilder) =>
    withoutDelivery(builder)
      .overrideProvider(ActivationStore)
      .useClass(PlainActivationStore)
      .overrideProvider(AttemptLimits)
      .useClass(PlainAttemptLimits)
      .overrideProvider(OutboxStore)
      .useClass(PlainOutboxStore)
      .overrideProvider(ArtifactStore)
      .useClass(PlainArtifactStore)
      .overrideProvider(InvitationStore)
      .useClass(PlainInvitationStore)
      .overrideProvider(RegistrationTokenStore)
      .useClass(PlainRegistrationTokenStore);

  beforeAll(async () => {
    const { jwk, signer } = await service();
    const hospital = await startHospital({ configure: configured(undefined, jwk), override: plain });
    await prepared(hospital);
    world = { hospital, nodes: [hospital], sign: signer(hospital.issuer) };
  });
  afterAll(() => world.hospital.close());
  afterEach(() => jest.restoreAllMocks());

  it.each(
    SINGLE_USE.filter(({ failsWithPlainStore }) => failsWithPlainStore).map(
      (one) => [one.what, howOften(one), one] as const,
    ),
  )(
    '%s: it is used more than %s',
    async (_what, _howOften, { prepare, uses = 1 }) => {
      const race = await prepare(world);
      expect(await race()).toBeGreaterThan(uses);
    },
    60_000,
  );
});
