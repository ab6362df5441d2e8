import { jest } from '@jest/globals';
import { decodeJwt } from 'jose';
import { DataSource } from 'typeorm';
import { HttpBrowser } from 'wardkey-sandbox/http-browser.js';
import { Settings } from '#src/config/settings/settings.js';
import { FhirClients } from '#src/fhir-client/fhir-clients.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { CALLBACK, type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { SmartApp } from '../support/smart-app.js';

// "Limited access" of ONC 170.315(g)(10) where an app asks for everything at once.
const BASIC = `Basic ${Buffer.from(`${RESOURCE_SERVER.client_id}:${RESOURCE_SERVER.client_secret}`).toString('base64')}`;
const LAB =
  'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory';
/** An app of the hospital’s own, whose people are asked once. */
const OWN = 'http://rounds.hospital.test/callback';
const newBrowser = () =>
  new HttpBrowser({ stopAt: ({ href }) => href.startsWith(CALLBACK) || href.startsWith(OWN) });
let hospital: Hospital;

beforeAll(async () => {
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.fhirServers[0].categoryScopes = true;
      configuration.clients.push({ clientId: 'own', redirectUris: [OWN], consent: 'remember' });
    },
  });
  // Read in the background; here it is waited for.
  const [server] = hospital.app.get(FhirServers).all;
  await hospital.app.get(FhirClients).capabilities.read(server!);
});
afterAll(() => hospital.close());

/** Signs Maria in, chooses Noah, and stops at the consent page, if there is one. */
async function atConsent(scope: string, clientId = 'chart', browser = newBrowser()) {
  const app = new SmartApp(hospital, clientId);
  const redirect_uri = clientId === 'own' ? OWN : CALLBACK;
  let page = await browser.get(app.authorizationUrl({ scope, redirect_uri }));
  const has = (name: string) => page.forms.findIndex(({ fields }) => fields.some((one) => one.name === name));
  if (has('username') >= 0) page = await browser.submit(page, { button: 'maria.lindqvist' });
  if (has('patient') >= 0) page = await browser.submit(page, { form: has('patient'), button: 'noah-jansen' });
  const fields = page.forms.flatMap((form) => form.fields);
  const valuesOf = (name: string) => fields.filter((one) => one.name === name).map(({ value }) => value);
  const allow = async (values?: Record<string, string[]>) => {
    const end =
      page.status === 0
        ? page
        : await browser.submit(page, { button: 'allow', ...(values ? { values } : {}) });
    const code = new URL(end.url).searchParams.get('code')!;
    return (await app.redeem(code, { redirect_uri })).body;
  };
  return { app, browser, page, types: valuesOf('type'), valuesOf, allow };
}
const clinical = (scope: string) => scope.split(' ').filter((one) => /^(patient|user)\//.test(one));

describe('a scope for the whole record', () => {
  it('is granted as it was asked, when nothing is unticked', async () => {
    const { types, allow, page } = await atConsent('launch/patient patient/*.rs');
    expect(types).toEqual(expect.arrayContaining(['patient/Condition.rs', 'patient/Observation.rs']));
    // Those of this FHIR server, and no others.
    expect(types).not.toContain('patient/Goal.rs');
    expect(page.text).toContain('Measurements and results');
    expect((await allow()).scope).toBe('launch/patient patient/*.rs');
  });

  it.each(['patient/*.rs', 'patient/*.read', 'patient/*.cruds'])(
    '%s without a type is the others by name, in the version that was asked',
    async (whole) => {
      const { types, allow } = await atConsent(`launch/patient ${whole}`);
      const left = types.filter((type) => !type.startsWith('patient/Condition.'));
      expect(left.length).toBe(types.length - 1);
      const tokens = await allow({ type: left });
      expect(clinical(tokens.scope)).toEqual(left);
      expect(left.every((type) => type.split('.')[1] === whole.split('.')[1])).toBe(true);
    },
  );

  it('what is left holds at the FHIR server, at a refresh, by introspection and on the page of apps', async () => {
    // What was allowed before, in this very second perhaps, is older.
    await hospital.app.get(DataSource).query('UPDATE grant_context SET created_at = created_at - 60');
    const { app, browser, types, allow } = await atConsent('launch/patient offline_access patient/*.rs');
    const left = types.filter((type) => type !== 'patient/Condition.rs');
    const tokens = await allow({ type: left });
    const read = async (type: string) =>
      (
        await fetch(`${hospital.fhirServer.baseUrl}/${type}?patient=noah-jansen`, {
          headers: { authorization: `Bearer ${tokens.access_token}` },
        })
      ).status;
    expect([await read('Observation'), await read('Condition')]).toEqual([200, 403]);
    expect(clinical(decodeJwt(tokens.access_token).scope as string)).toEqual(left);
    const again = (await app.refresh(tokens.refresh_token)).body;
    expect(clinical(again.scope)).toEqual(left);
    const seen = await app.post('/introspect', { token: again.access_token }, { authorization: BASIC });
    expect(clinical(seen.body.scope)).toEqual(left);
    // Newest first.
    const page = await browser.get(`${hospital.issuer}/account`);
    const [, uses] = /Uses: (.*?) Allowed on/.exec(page.text)!;
    expect(uses).toContain('Measurements and results');
    expect(uses).not.toMatch(/Conditions|The whole record/);
  });

  it('a category takes the place of its type, below the whole record too', async () => {
    const { valuesOf, types, allow } = await atConsent('launch/patient patient/*.rs');
    expect(valuesOf('typePart')).toContain(LAB);
    const tokens = await allow({ typePart: [LAB] });
    expect(clinical(tokens.scope)).toContain(LAB);
    expect(clinical(tokens.scope)).not.toContain('patient/Observation.rs');
    expect(clinical(tokens.scope)).toHaveLength(types.length);
  });

  it('a form that does not say which types it showed allows nothing of it', async () => {
    const { types, allow } = await atConsent('launch/patient patient/*.rs patient/Goal.rs');
    const tokens = await allow({ shown: [], type: types.slice(1) });
    expect(tokens.scope).toBe('launch/patient patient/Goal.rs');
  });

  it('what was taken out stays out, whatever the FHIR server says of itself by then', async () => {
    const { capabilities } = hospital.app.get(FhirClients);
    const known = jest.spyOn(capabilities, 'of').mockReturnValue(undefined);
    const { types, allow } = await atConsent('launch/patient patient/*.rs');
    known.mockRestore();
    expect(types).toContain('patient/Goal.rs');
    const tokens = await allow({ type: types.filter((type) => type !== 'patient/Goal.rs') });
    expect(clinical(tokens.scope)).toEqual(types.filter((type) => type !== 'patient/Goal.rs'));
  });

  it('a form that says itself which types it showed allows nothing of it', async () => {
    const { types, allow } = await atConsent('launch/patient patient/*.rs patient/Goal.rs');
    const tokens = await allow({ shown: [types[0]!], type: [types[0]!] });
    expect(tokens.scope).toBe('launch/patient patient/Goal.rs');
  });

  it('all of it unticked is nothing of it', async () => {
    const { allow } = await atConsent('launch/patient patient/*.rs');
    expect((await allow({ scope: [] })).scope).toBe('launch/patient');
    const again = await atConsent('launch/patient patient/*.rs');
    expect((await again.allow({ type: [] })).scope).toBe('launch/patient');
  });

  it('for everybody can be narrowed where the setting says so', async () => {
    const { fhirServers } = hospital.app.get(Settings);
    const server = hospital.app.get(FhirServers).named('records')!;
    Object.assign(server, { narrowWholeRecord: ['user'] });
    try {
      const { types, allow } = await atConsent('launch/patient user/*.rs patient/*.rs');
      expect(new Set(types.map((type) => type.split('/')[0]))).toEqual(new Set(['user']));
      const tokens = await allow({ type: types.slice(1) });
      expect(clinical(tokens.scope).sort()).toEqual(['patient/*.rs', ...types.slice(1)].sort());
    } finally {
      Object.assign(server, { narrowWholeRecord: fhirServers[0]!.narrowWholeRecord });
    }
  });

  it('for everybody is whole or nothing, unless the setting says otherwise', async () => {
    const { app, browser, page, types, valuesOf } = await atConsent('launch/patient user/*.rs patient/*.rs');
    expect(types.some((type) => type.startsWith('user/'))).toBe(false);
    // Nor by a form of one’s own.
    const { action } = page.forms[0]!;
    const forged = new URLSearchParams([
      ['csrf', valuesOf('csrf')[0]!],
      ['decision', 'allow'],
      ['scope', 'user/*.rs'],
      ['scope', 'patient/*.rs'],
      ['shown', 'user/Condition.rs user/Observation.rs'],
      ['type', 'user/Condition.rs'],
      ['shown', types.join(' ')],
      ['shownProof', valuesOf('shownProof')[0]!],
      ...types.map((type): [string, string] => ['type', type]),
    ]);
    const end = await browser.post(new URL(action, page.url), forged);
    const { body } = await app.redeem(app.answer(end).code!);
    expect(clinical(body.scope)).toEqual(['user/*.rs', 'patient/*.rs']);
  });

  it('that was narrowed and remembered is answered so the next time, and never wider', async () => {
    const browser = newBrowser();
    const { types, allow } = await atConsent('launch/patient patient/*.rs', 'own', browser);
    const left = types.slice(1);
    expect(clinical((await allow({ type: left })).scope)).toEqual(left);
    const second = await atConsent('launch/patient patient/*.rs', 'own', browser);
    expect(second.types).toEqual([]);
    expect(clinical((await second.allow()).scope).sort()).toEqual([...left].sort());
    // Asked for by name, what was taken out is asked about.
    const third = await atConsent(`launch/patient ${types[0]}`, 'own', browser);
    expect(third.page.h1).toContain('wants to');
  });
});
