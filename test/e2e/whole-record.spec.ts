import { jest } from '@jest/globals';
import { decodeJwt } from 'jose';
import { DataSource } from 'typeorm';
import { HttpBrowser } from 'wardkey-sandbox/http-browser.js';
import { Settings } from '#src/config/settings/settings.js';
import { FhirClients } from '#src/fhir-client/fhir-clients.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { CALLBACK, type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { SmartApp } from '../support/smart-app.js';

// "Limited access" of ONC 170.315(g)(10), when an app asks for the whole record at once.
const BASIC = `Basic ${Buffer.from(`${RESOURCE_SERVER.client_id}:${RESOURCE_SERVER.client_secret}`).toString('base64')}`;
const LAB =
  'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory';
/** An app of the hospital’s own. Its people are asked once. */
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
  // The CapabilityStatement is read in the background. This waits for it.
  const [server] = hospital.app.get(FhirServers).all;
  await hospital.app.get(FhirClients).capabilities.read(server!);
});
afterAll(() => hospital.close());

/** Signs the person in, chooses the patient, and stops at the consent page, if there is one. */
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
  it('is granted as it was asked for, when nothing is unticked', async () => {
    const { types, allow, page } = await atConsent('launch/patient patient/*.rs');
    expect(types).toEqual(expect.arrayContaining(['patient/Condition.rs', 'patient/Observation.rs']));
    // The types of this FHIR server, and no others.
    expect(types).not.toContain('patient/Goal.rs');
    expect(page.text).toContain('Measurements and results');
    expect((await allow()).scope).toBe('launch/patient patient/*.rs');
  });

  it.each(['patient/*.rs', 'patient/*.read', 'patient/*.cruds'])(
    '%s without one type is granted as the other types by name, in the version of the request',
    async (whole) => {
      const { types, allow } = await atConsent(`launch/patient ${whole}`);
      const left = types.filter((type) => !type.startsWith('patient/Condition.'));
      expect(left.length).toBe(types.length - 1);
      const tokens = await allow({ type: left });
      expect(clinical(tokens.scope)).toEqual(left);
      expect(left.every((type) => type.split('.')[1] === whole.split('.')[1])).toBe(true);
    },
  );

  it('the remaining types count at the FHIR server, at a refresh, at introspection and on the page of apps', async () => {
    // Makes the access of the earlier tests older, which may have been given in the same second.
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
    // The newest access comes first.
    const page = await browser.get(`${hospital.issuer}/account`);
    const [, uses] = /Uses: (.*?) Allowed on/.exec(page.text)!;
    expect(uses).toContain('Measurements and results');
    expect(uses).not.toMatch(/Conditions|The whole record/);
  });

  it('a category replaces its type, also below the whole record', async () => {
    const { valuesOf, types, allow } = await atConsent('launch/patient patient/*.rs');
    expect(valuesOf('typePart')).toContain(LAB);
    const tokens = await allow({ typePart: [LAB] });
    expect(clinical(tokens.scope)).toContain(LAB);
    expect(clinical(tokens.scope)).not.toContain('patient/Observation.rs');
    expect(clinical(tokens.scope)).toHaveLength(types.length);
  });

  it('a form that does not say which types it showed grants nothing of the record', async () => {
    const { types, allow } = await atConsent('launch/patient patient/*.rs patient/Goal.rs');
    const tokens = await allow({ shown: [], type: types.slice(1) });
    expect(tokens.scope).toBe('launch/patient patient/Goal.rs');
  });

  it('a type that was unticked stays out, also when the FHIR server lists other types meanwhile', async () => {
    const { capabilities } = hospital.app.get(FhirClients);
    const known = jest.spyOn(capabilities, 'lastRead').mockReturnValue(undefined);
    const { types, allow } = await atConsent('launch/patient patient/*.rs');
    known.mockRestore();
    expect(types).toContain('patient/Goal.rs');
    const tokens = await allow({ type: types.filter((type) => type !== 'patient/Goal.rs') });
    expect(clinical(tokens.scope)).toEqual(types.filter((type) => type !== 'patient/Goal.rs'));
  });

  it('a form with a forged list of shown types grants nothing of the record', async () => {
    const { types, allow } = await atConsent('launch/patient patient/*.rs patient/Goal.rs');
    const tokens = await allow({ shown: [types[0]!], type: [types[0]!] });
    expect(tokens.scope).toBe('launch/patient patient/Goal.rs');
  });

  it('with everything unticked nothing of the record is granted', async () => {
    const { allow } = await atConsent('launch/patient patient/*.rs');
    expect((await allow({ scope: [] })).scope).toBe('launch/patient');
    const again = await atConsent('launch/patient patient/*.rs');
    expect((await again.allow({ type: [] })).scope).toBe('launch/patient');
  });

  it('for all patients can be limited when the settings say so', async () => {
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

  it('for all patients is granted whole or not at all by default', async () => {
    const { app, browser, page, types, valuesOf } = await atConsent('launch/patient user/*.rs patient/*.rs');
    expect(types.some((type) => type.startsWith('user/'))).toBe(false);
    // A forged form does not change this.
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

  it('that was limited and remembered is answered in the same way the next time, and never wider', async () => {
    const browser = newBrowser();
    const { types, allow } = await atConsent('launch/patient patient/*.rs', 'own', browser);
    const left = types.slice(1);
    expect(clinical((await allow({ type: left })).scope)).toEqual(left);
    const second = await atConsent('launch/patient patient/*.rs', 'own', browser);
    expect(second.types).toEqual([]);
    expect(clinical((await second.allow()).scope).sort()).toEqual([...left].sort());
    // When the app asks for the unticked type by name, the person is asked.
    const third = await atConsent(`launch/patient ${types[0]}`, 'own', browser);
    expect(third.page.h1).toContain('wants to');
  });
});
