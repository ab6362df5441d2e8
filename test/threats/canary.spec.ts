import { readdirSync, readFileSync } from 'node:fs';
import { DataSource } from 'typeorm';
import { Settings } from '#src/config/settings/settings.js';
import { AuditCountStore } from '#src/audit/audit-count.store.js';
import { Monitoring } from '#src/monitoring/monitoring.js';
import { ServerLog } from '#src/server-log.js';
import { accountWithPassword, typePassword } from '../support/accounts.js';
import { CALLBACK, type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import {
  scriptedHospital,
  type ScriptedProvider,
  startScriptedProvider,
} from '../support/scripted-provider.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';
import { startTraceCollector, type TraceCollector } from '../support/trace-collector.js';

/** Unlike anything else that is written. */
const canary = (what: string) => `canary-${what}-7f3a91`;

/** What is known about people. Each may stand in some columns, and nowhere else. */
const PERSONAL = {
  subject: canary('subject'),
  name: `Canary Name ${canary('name')}`,
  givenName: canary('given'),
  familyName: canary('family'),
  email: `${canary('mail')}@hospital.example`,
  phone: `+31-${canary('phone')}`,
  birthDate: canary('birth'),
  address: canary('street'),
  keptClaim: canary('department'),
  otherClaim: canary('other-claim'),
  group: canary('group'),
  staffNumber: canary('staff-number'),
  wordsOfProvider: canary('words-of-the-provider'),
  searched: canary('searched'),
  patient: 'noah-jansen',
  emailOfPassword: `${canary('mail-two')}@hospital.example`,
  nameOfPassword: canary('name-two'),
  wrongEmail: `${canary('mail-three')}@hospital.example`,
} as const;

/**
 * The only places in which something about people may stand, and why:
 *
 * - the account has what the person is recognised by, and what pages and tokens say about them;
 * - the claims that the settings keep, and those of the scope `profile`;
 * - the link and the sign-in have the subject at the identity provider, by which it signs people out;
 * - the trail of the audit log says how a decision was made: the search, the words of the identity provider, and which
 *   patient was chosen;
 * - a Grant has the patient that the app was opened for, and the picker the patients that a person chose before.
 */
const ALLOWED: Record<string, ReadonlyArray<keyof typeof PERSONAL>> = {
  'account.display_name': ['name', 'nameOfPassword'],
  'account.email': ['email', 'emailOfPassword'],
  'account.email_key': ['email', 'emailOfPassword'],
  'account_claim.value': ['givenName', 'familyName', 'keptClaim'],
  'audit_event.patient': ['patient'],
  'audit_event.trail': ['staffNumber', 'wordsOfProvider', 'patient'],
  'federated_identity.subject': ['subject'],
  'grant_context.context': ['patient'],
  'recent_patient.patient_id': ['patient'],
  'sign_in.subject': ['subject'],
};

let hospital: Hospital;
let provider: ScriptedProvider;
let collector: TraceCollector;
let log = '';
let metrics = '';
let pages = '';
/** Every code, token, secret, cookie and password of the run. They may stand nowhere. */
const secrets = new Map<string, string>();
let columns: Map<string, string>;
let bytes: Buffer;

beforeAll(async () => {
  provider = await startScriptedProvider({ idToken: {} });
  collector = await startTraceCollector();
  hospital = await startHospital({
    logger: (_settings, clock) => {
      const output = { write: (text: string) => (log += text), on: () => {} };
      return new ServerLog({ production: true, log: { level: 'debug' } }, clock, output);
    },
    configure: (configuration) => {
      configuration.metrics = { port: 0 };
      configuration.traces = { endpoint: collector.endpoint };
      configuration.externalIdentityProviders.identityProvider = [
        {
          ...scriptedHospital(provider),
          clientSecret: secret('secret at the identity provider', canary('provider-secret')),
          userClaimsFromIdToken: [
            { key: 'fhirUser', copyAs: 'fhirUser' },
            { key: 'department', copyAs: 'department' },
          ],
          fhirUserLookupClaimsMapping: [
            {
              searchParameterName: 'identifier',
              searchParameterValueTemplate: 'https://hospital.example/staff|{0}',
              copySearchParameterValuesFromClaims: ['employeeid'],
            },
          ],
        },
      ];
      configuration.clients.push({
        clientId: 'service',
        tokenEndpointAuthMethod: 'client_secret_basic',
        clientSecret: secret('secret of a client', canary('client-secret')),
        grantTypes: ['client_credentials'],
        scope: 'system/Patient.rs',
      });
    },
  });
  const outputs = hospital.app.get(Monitoring, { strict: false });
  const settings = hospital.app.get(Settings);
  await everything();
  await hospital.app.get(AuditCountStore, { strict: false }).write();
  metrics = await (await fetch(outputs.metricsAddress!)).text();
  columns = await textOfColumns(hospital.app.get(DataSource));
  bytes = filesOf(settings.database.url!.slice('sqlite:'.length));
  await hospital.close();
}, 60_000);
afterAll(async () => {
  await collector.close();
  await provider.close();
});

function secret(what: string, value: string): string {
  secrets.set(what, value);
  return value;
}

/** A sign-in with all that follows, and all that can be refused on the way. */
async function everything(): Promise<void> {
  const person = {
    sub: PERSONAL.subject,
    name: PERSONAL.name,
    given_name: PERSONAL.givenName,
    family_name: PERSONAL.familyName,
    email: PERSONAL.email,
    email_verified: true,
    phone_number: PERSONAL.phone,
    birthdate: PERSONAL.birthDate,
    address: { street_address: PERSONAL.address },
    department: PERSONAL.keptClaim,
    'https://claims.example/other': PERSONAL.otherClaim,
    groups: [PERSONAL.group],
    employeeid: PERSONAL.staffNumber,
  };
  provider.script = {
    idToken: { ...person, fhirUser: 'Practitioner/maria-lindqvist' },
    tokenResponse: {
      access_token: secret('access token of the identity provider', canary('upstream-access')),
      refresh_token: secret('refresh token of the identity provider', canary('upstream-refresh')),
    },
  };
  await signedIn();
  // A person who is not found, and whose search is in the trail.
  provider.script = { idToken: { ...person, sub: `${PERSONAL.subject}-b`, email: undefined } };
  await refused();
  // An identity provider that refuses in its own words, and one that fails.
  provider.script = { idToken: person, error: 'access_denied', errorDescription: PERSONAL.wordsOfProvider };
  await refused();
  provider.script = {
    idToken: person,
    routes: { '/token': (response) => void response.writeHead(500).end(canary('body-of-the-provider')) },
  };
  await refused();
  await byPassword();
  await wrongRequests();
}

async function signedIn(): Promise<void> {
  const browser = newBrowser();
  const app = new SmartApp(hospital);
  secret('verifier of the app', app.codeVerifier);
  const picker = await browser.get(app.authorizationUrl());
  const found = await browser.submit(picker, { form: 0, values: { q: PERSONAL.searched } });
  const again = await browser.submit(found, { form: 0, values: { q: 'jansen' } });
  const end = await walkThrough(browser, again, { username: '', patient: PERSONAL.patient });
  const code = secret('code for the app', app.answer(end).code!);
  noteCookies(browser.cookies(hospital.issuer));
  for (const { url } of browser.history)
    if (url.startsWith(hospital.issuer)) noteCookies(browser.cookies(url));
  const { body: tokens } = await app.redeem(code);
  const { body: renewed } = await app.refresh(tokens.refresh_token);
  for (const [which, issued] of [
    ['first', tokens],
    ['second', renewed],
  ] as const)
    for (const kind of ['access_token', 'refresh_token', 'id_token'])
      if (issued[kind]) secret(`${which} ${kind}`, issued[kind]);
  const basic = `${RESOURCE_SERVER.client_id}:${RESOURCE_SERVER.client_secret}`;
  secret('secret of the FHIR server', RESOURCE_SERVER.client_secret);
  await app.post('/introspect', { token: renewed.access_token }, { authorization: `Basic ${Buffer.from(basic).toString('base64')}` }); // prettier-ignore
  await fetch(`${hospital.issuer}/userinfo`, {
    headers: { authorization: `Bearer ${renewed.access_token}` },
  });
  // The code is used again, which ends the access.
  await app.redeem(code);
  await app.refresh(renewed.refresh_token);
  await app.revoke(renewed.refresh_token);
  for (const { form } of provider.tokenRequests) {
    secret(`code of the identity provider ${secrets.size}`, form.get('code')!);
    secret(`verifier for the identity provider ${secrets.size}`, form.get('code_verifier')!);
  }
  for (const asked of provider.authorizationRequests) {
    secret(`state for the identity provider ${secrets.size}`, asked.get('state')!);
    secret(`nonce for the identity provider ${secrets.size}`, asked.get('nonce')!);
  }
}

function noteCookies(cookies: Record<string, string>): void {
  for (const [name, value] of Object.entries(cookies))
    // Its value is the id of the step, which also stands in the address. The secret is its signature, another cookie.
    if (value.length >= 16 && name !== 'wardkey_interaction') secret(`cookie ${name} ${value.length}`, value);
}

async function refused(): Promise<void> {
  const page = await newBrowser().get(new SmartApp(hospital).authorizationUrl());
  pages += page.text;
}

async function byPassword(): Promise<void> {
  const password = secret('password', canary('password'));
  const facts = { displayName: PERSONAL.nameOfPassword };
  await accountWithPassword(hospital, PERSONAL.emailOfPassword, facts, password);
  const app = new SmartApp(hospital);
  const browser = newBrowser();
  let page = await browser.get(app.authorizationUrl());
  page = await typePassword(browser, page, PERSONAL.wrongEmail, secret('wrong password', canary('wrong')));
  page = await typePassword(browser, page, PERSONAL.emailOfPassword, `${canary('wrong')}-too`);
  pages += page.text.replaceAll(PERSONAL.emailOfPassword, '');
  await typePassword(browser, page, PERSONAL.emailOfPassword, password);
  noteCookies(browser.cookies(hospital.issuer));
}

async function wrongRequests(): Promise<void> {
  const app = new SmartApp(hospital);
  const basic = (id: string, value: string) => ({
    authorization: `Basic ${Buffer.from(`${id}:${value}`).toString('base64')}`,
  });
  const wrong = secret('wrong secret of a client', canary('wrong-secret'));
  await app.post('/token', { grant_type: 'client_credentials' }, basic('service', wrong));
  await app.post('/token', { grant_type: 'client_credentials' }, basic(`unknown-${wrong}`, wrong));
  await app.post('/token', { grant_type: 'refresh_token', refresh_token: secret('wrong token', canary('wrong-token')), client_id: 'chart' }); // prettier-ignore
  const bearer = secret('wrong bearer', canary('bearer'));
  for (const path of ['/userinfo', '/api/v1/accounts'])
    await fetch(hospital.issuer + path, { headers: { authorization: `Bearer ${bearer}` } });
  await fetch(`${hospital.issuer}/interaction/${secret('wrong uid', canary('uid'))}/login?code=${bearer}`);
  await fetch(`${hospital.issuer}/federation/hospital/signin?code=${bearer}&state=${bearer}`);
  await fetch(
    app.authorizationUrl({ redirect_uri: `${CALLBACK}?${canary('redirect')}`, login_hint: PERSONAL.email }),
  );
}

/** The text of each column that has one, all rows together. */
async function textOfColumns(dataSource: DataSource): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { tableName, columns: ofTable } of dataSource.entityMetadatas)
    for (const { databaseName } of ofTable) {
      const rows: Array<{ value: unknown }> = await dataSource.query(
        `SELECT "${databaseName}" AS value FROM "${tableName}" WHERE "${databaseName}" IS NOT NULL`,
      );
      found.set(`${tableName}.${databaseName}`, rows.map(({ value }) => String(value)).join('\n'));
    }
  return found;
}

/** The database as it is on the disk, with its log, and with what was deleted and not overwritten. */
function filesOf(path: string): Buffer {
  const folder = path.slice(0, path.lastIndexOf('/'));
  const files = readdirSync(folder).filter((name) => name.includes('.sqlite'));
  return Buffer.concat(files.map((name) => readFileSync(`${folder}/${name}`)));
}

/** A text as it is, and as it stands in an address and in base64, wherever it begins there. */
function forms(text: string): string[] {
  const base64 = [0, 1, 2].map((before) => {
    const whole = Buffer.from(`${'x'.repeat(before)}${text}`).toString('base64');
    return whole.replaceAll('=', '').slice(before === 0 ? 0 : 4, -4);
  });
  const inUrls = base64.map((one) => one.replaceAll('+', '-').replaceAll('/', '_'));
  return [...new Set([text, encodeURIComponent(text), ...base64, ...inUrls])];
}

const standsIn = (text: string | Buffer, marker: string) => forms(marker).some((form) => text.includes(form));
const allMarkers = () => [...Object.entries(PERSONAL), ...secrets];

describe('what a run leaves behind', () => {
  it.each<[string, () => string]>([
    ['the log, also at the level debug', () => log],
    ['the metrics', () => metrics],
    ['the traces', () => collector.text()],
    ['the pages of people who are refused', () => pages],
  ])('%s: no personal data and no secret', (_where, text) => {
    proves('PV-1');
    expect(text().length).toBeGreaterThan(200);
    expect(
      allMarkers()
        .filter(([, marker]) => standsIn(text(), marker))
        .map(([what]) => what),
    ).toEqual([]);
  });

  it('the database: personal data only in the columns that are for it', () => {
    proves('PV-1 PV-4');
    const found = [...columns].flatMap(([column, text]) => {
      const here = Object.entries(PERSONAL).filter(([, marker]) => standsIn(text, marker));
      return here.length > 0 ? [[column, here.map(([what]) => what)] as const] : [];
    });
    expect(Object.fromEntries(found)).toEqual(ALLOWED);
  });

  it('the database: no secret in a column, and none in the bytes of its files', () => {
    proves('PV-1 TM-50');
    expect(secrets.size).toBeGreaterThan(20);
    expect([...secrets.keys()].join()).toContain('cookie wardkey_interaction.sig');
    const inColumns = [...columns].flatMap(([column, text]) =>
      [...secrets].filter(([, value]) => standsIn(text, value)).map(([what]) => `${column}: ${what}`),
    );
    expect(inColumns).toEqual([]);
    expect([...secrets].filter(([, value]) => standsIn(bytes, value)).map(([what]) => what)).toEqual([]);
    const nowhere = Object.entries(PERSONAL).filter(
      ([what]) =>
        !Object.values(ALLOWED)
          .flat()
          .includes(what as never),
    );
    expect(nowhere.filter(([, marker]) => standsIn(bytes, marker)).map(([what]) => what)).toEqual([]);
  });

  it('the search finds what is there', () => {
    expect(standsIn(bytes, PERSONAL.email)).toBe(true);
    expect(standsIn(Buffer.from(`x${PERSONAL.email}y`).toString('base64'), PERSONAL.email)).toBe(true);
    expect(standsIn(`?hint=${encodeURIComponent(PERSONAL.phone)}`, PERSONAL.phone)).toBe(true);
  });
});
