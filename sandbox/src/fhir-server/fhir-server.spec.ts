import {
  type Bundle,
  type CapabilityStatement,
  type OperationOutcome,
  type Resource,
} from '@medplum/fhirtypes';
import { startTokenIssuer, type TokenIssuer } from '../testing/token-issuer.js';
import { type FhirServer, startFhirServer } from './fhir-server.js';

const NOAH = 'noah-jansen';

describe('the stand-in FHIR server', () => {
  let issuer: TokenIssuer;
  let fhir: FhirServer;

  beforeAll(async () => {
    issuer = await startTokenIssuer(() => fhir.baseUrl);
    fhir = await startFhirServer({
      authorizationServer: issuer.issuer,
      name: 'sandbox',
      introspection: { client_id: 'rs', client_secret: 'rs-secret' },
    });
  });
  afterEach(() => fhir.setFault());
  afterAll(() => Promise.all([issuer.close(), fhir.close()]));

  const send = async (path: string, token?: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    if (token) headers.set('authorization', `Bearer ${token}`);
    if (typeof init.body === 'string') headers.set('content-type', 'application/fhir+json');
    const response = await fetch(`${fhir.baseUrl}/${path}`, { ...init, headers });
    const text = await response.text();
    return { response, status: response.status, body: text ? (JSON.parse(text) as Resource) : undefined };
  };
  const withScope = (scope: string, more: Record<string, unknown> = {}) => issuer.jwt({ scope, ...more });
  const backend = () => withScope('system/*.cruds', { sub: 'app' });
  const ids = ({ body }: { body?: Resource }) =>
    ((body as Bundle).entry ?? []).map(({ resource }) => `${resource?.resourceType}/${resource?.id}`);
  const search = async (query: string, token?: string) => ids(await send(query, token ?? (await backend())));

  describe('without a token', () => {
    it('says in its CapabilityStatement what it can do and which server authorizes', async () => {
      const { body } = await send('metadata');
      const statement = body as CapabilityStatement;
      expect(statement.fhirVersion).toBe('4.0.1');
      expect(statement.rest?.[0]?.security?.service?.[0]?.coding?.[0]?.code).toBe('SMART-on-FHIR');
      expect(statement.rest?.[0]?.security?.extension?.[0]?.extension).toContainEqual({
        url: 'authorize',
        valueUri: `${issuer.issuer}/authorize`,
      });
      expect(statement.rest?.[0]?.resource?.[0]?.searchParam).toContainEqual({
        name: 'identifier',
        type: 'token',
      });
    });

    it('republishes the SMART configuration', async () => {
      const { response, body } = await send('.well-known/smart-configuration');
      expect(body).toMatchObject({ issuer: issuer.issuer, token_endpoint: `${issuer.issuer}/token` });
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(response.headers.get('content-type')).toContain('application/json');
    });

    it('answers 503 when the authorization server cannot be reached', async () => {
      const alone = await startFhirServer({
        authorizationServer: 'http://127.0.0.1:9',
        name: 'x',
        resources: [],
      });
      expect((await fetch(`${alone.baseUrl}/.well-known/smart-configuration`)).status).toBe(503);
      expect((await fetch(`${alone.baseUrl}/metadata`)).status).toBe(200);
      const headers = { authorization: `Bearer ${await issuer.jwt()}` };
      expect((await fetch(`${alone.baseUrl}/Patient`, { headers })).status).toBe(503);
      await alone.close();
    });

    it('refuses every other request', async () => {
      const { status, response, body } = await send('Patient');
      expect(status).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(body?.resourceType).toBe('OperationOutcome');
    });
  });

  describe('tokens', () => {
    const bad = async (claims: Record<string, unknown>, header = {}) => {
      const token = await issuer.jwt({ scope: 'system/*.rs', sub: 'app', ...claims }, header);
      const { status, response } = await send('Patient', token);
      return [status, response.headers.get('www-authenticate')];
    };
    const refused = [401, 'Bearer error="invalid_token"'];

    it('smart_2.2@77 smart_2.2@94 smart_2.2@96 smart_2.2@265 refuses a JWT that is for another server or has expired', async () => {
      expect(await bad({})).toEqual([200, null]);
      expect(await bad({ aud: `${fhir.baseUrl}/` })).toEqual(refused);
      expect(await bad({ iss: 'http://127.0.0.1:9' })).toEqual(refused);
      expect(await bad({ exp: Math.floor(Date.now() / 1000) - 1 })).toEqual(refused);
      expect(await bad({ exp: undefined })).toEqual(refused);
      expect(await bad({}, { typ: 'JWT' })).toEqual(refused);
      expect(await bad({}, { kid: 'unknown' })).toEqual(refused);
      expect((await send('Patient', `${(await backend()).slice(0, -8)}AAAAAAAA`)).status).toBe(401);
    });

    it('introspects an opaque token', async () => {
      const scope = 'system/*.rs';
      expect((await send('Patient', issuer.opaque({ scope, sub: 'app' }))).status).toBe(200);
      expect((await send('Patient', issuer.opaque({ scope, sub: 'app', aud: 'other' }))).status).toBe(401);
      expect((await send('Patient', issuer.opaque({ scope, sub: 'app', active: false }))).status).toBe(401);
      expect((await send('Patient', 'never-issued')).status).toBe(401);
      expect(issuer.introspections).toBe(4);
      expect(fhir.requests.at(-4)).toEqual({
        method: 'GET',
        url: '/fhir/r4/Patient',
        clientId: 'app',
        status: 200,
      });
    });
  });

  describe('scopes', () => {
    it('smart_2.2@95 smart_2.2@136 smart_2.2@138 smart_2.2@266 keep patient/ to the patient in context', async () => {
      const token = await withScope('patient/*.rs', { patient: NOAH });
      expect((await send(`Patient/${NOAH}`, token)).status).toBe(200);
      const other = await send('Patient/emma-devries', token);
      expect([other.status, (other.body as OperationOutcome).issue[0]?.code]).toEqual([403, 'forbidden']);
      expect(await search('Patient', token)).toEqual([`Patient/${NOAH}`]);
      expect(await search('Condition', token)).toEqual([
        'Condition/noah-jansen-24079001',
        'Condition/noah-jansen-65363002',
      ]);
      expect(await search('Condition?patient=emma-devries', token)).toEqual([]);
      expect((await send('Practitioner/james-okafor', token)).status).toBe(403);
      expect((await send('Patient', await withScope('patient/*.rs'))).status).toBe(403);
    });

    it('apply their search parameters to searches and reads', async () => {
      const labs = 'http://terminology.hl7.org/CodeSystem/observation-category|laboratory';
      const token = await withScope(`patient/Observation.rs?category=${labs}`, { patient: NOAH });
      expect(await search('Observation', token)).toEqual([
        'Observation/noah-jansen-718-7-2025-03-14',
        'Observation/noah-jansen-2276-4-2025-03-14',
      ]);
      expect((await send('Observation/noah-jansen-718-7-2025-03-14', token)).status).toBe(200);
      expect((await send('Observation/noah-jansen-29463-7-2025-03-14', token)).status).toBe(403);
    });

    it("smart_2.2@140 smart_2.2@142 give the person's rights for user/ and the client's rights for system/", async () => {
      const nurse = await withScope('user/Patient.rs', { fhirUser: 'Practitioner/maria-lindqvist' });
      expect(await search('Patient', nurse)).toHaveLength(14);
      const emma = await withScope('user/Patient.rs', { fhirUser: `${fhir.baseUrl}/Patient/emma-devries` });
      expect(await search('Patient', emma)).toEqual(['Patient/emma-devries']);
      expect((await send('Patient', await withScope('system/Patient.rs'))).status).toBe(403);
    });

    it('smart_2.2@123 let an update create a resource, even when the scope to create is missing', async () => {
      const token = await withScope('patient/Condition.u', { patient: NOAH });
      const condition = (id: string) =>
        JSON.stringify({
          resourceType: 'Condition',
          ...(id ? { id } : {}),
          code: { text: 'Cough' },
          subject: { reference: `Patient/${NOAH}` },
        });
      const put = (id: string) => send(`Condition/${id}`, token, { method: 'PUT', body: condition(id) });
      expect((await put('by-update')).status).toBe(201);
      expect((await put('by-update')).status).toBe(200);
      expect((await send('Condition', token, { method: 'POST', body: condition('') })).status).toBe(403);
      expect((await send('Condition/by-update', await backend(), { method: 'DELETE' })).status).toBe(204);
    });

    it('also limit what a token may write', async () => {
      const token = await withScope('patient/Condition.cud patient/Condition.rs', { patient: NOAH });
      const condition = (patient: string) =>
        JSON.stringify({
          resourceType: 'Condition',
          id: 'emma-devries-37796009',
          code: { text: 'Cough' },
          subject: { reference: `Patient/${patient}` },
        });
      const post = { method: 'POST', body: condition(NOAH) };
      expect(
        (await send('Condition', await withScope('patient/Condition.rs', { patient: NOAH }), post)).status,
      ).toBe(403);
      expect((await send('Condition', token, { ...post, body: condition('emma-devries') })).status).toBe(403);
      const created = await send('Condition', token, post);
      expect(created.status).toBe(201);
      expect(created.response.headers.get('location')).toBe(`${fhir.baseUrl}/Condition/${created.body?.id}`);
      expect(created.body?.id).not.toBe('emma-devries-37796009');
      const stolen = { method: 'PUT', body: condition(NOAH) };
      expect((await send('Condition/emma-devries-37796009', token, stolen)).status).toBe(403);
      expect((await send(`Condition/${created.body?.id}`, token, { method: 'DELETE' })).status).toBe(204);
      expect((await send(`Condition/${created.body?.id}`, token)).status).toBe(404);
    });
  });

  describe('every kind of scope', () => {
    const vitalSigns = 'http://terminology.hl7.org/CodeSystem/observation-category|vital-signs';
    const observation = (id: string, category = 'vital-signs', patient = NOAH) => ({
      resourceType: 'Observation' as const,
      id,
      status: 'final' as const,
      category: [
        {
          coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: category }],
        },
      ],
      code: { text: 'Weight' },
      subject: { reference: `Patient/${patient}` },
    });
    const json = (method: string, resource: object) => ({ method, body: JSON.stringify(resource) });

    /** The letters of what a token may do: create, read, update, delete, search. */
    const allowed = async (token: string) => {
      await fhir.put(observation('probe'));
      await fhir.put(observation('doomed'));
      const answers = {
        c: await send('Observation', token, json('POST', observation('any'))),
        r: await send('Observation/probe', token),
        u: await send('Observation/probe', token, json('PUT', observation('probe'))),
        d: await send('Observation/doomed', token, { method: 'DELETE' }),
        s: await send(`Observation?_id=probe`, token),
      };
      for (const { status } of Object.values(answers)) expect([200, 201, 204, 403]).toContain(status);
      return Object.entries(answers)
        .map(([letter, { status }]) => (status === 403 ? '' : letter))
        .join('');
    };
    const holders = {
      patient: { patient: NOAH },
      user: { fhirUser: 'Practitioner/maria-lindqvist' },
      system: { sub: 'app' },
    };

    it.each(
      (['patient', 'user', 'system'] as const).flatMap((level) =>
        [
          ...['c', 'r', 'u', 'd', 's', 'rs', 'cud', 'cruds'].map((letters) => [letters, letters] as const),
          ...([
            ['read', 'rs'],
            ['write', 'cud'],
            ['*', 'cruds'],
          ] as const),
        ].map(([suffix, letters]) => ({ level, suffix, letters })),
      ),
    )('$level/Observation.$suffix allows $letters and nothing else', async ({ level, suffix, letters }) => {
      expect(await allowed(await withScope(`${level}/Observation.${suffix}`, holders[level]))).toBe(letters);
      expect(await allowed(await withScope(`${level}/*.${suffix}`, holders[level]))).toBe(letters);
      expect(await allowed(await withScope(`${level}/Condition.${suffix}`, holders[level]))).toBe('');
    });

    it('grants nothing when the token does not name its patient, person or client', async () => {
      expect(await allowed(await withScope('patient/*.cruds'))).toBe('');
      expect(await allowed(await withScope('user/*.cruds'))).toBe('');
      expect(await allowed(await withScope('system/*.cruds'))).toBe('');
    });

    it('with search parameters limits every letter to the resources that match', async () => {
      const token = await withScope(`patient/Observation.cruds?category=${vitalSigns}`, { patient: NOAH });
      expect(await allowed(token)).toBe('cruds');
      await fhir.put(observation('a-result', 'laboratory'));
      const status = async (path: string, init?: RequestInit) => (await send(path, token, init)).status;
      expect(await status('Observation', json('POST', observation('any', 'laboratory')))).toBe(403);
      expect(await status('Observation/a-result')).toBe(403);
      expect(await status('Observation/a-result', json('PUT', observation('a-result')))).toBe(403);
      expect(await status('Observation/probe', json('PUT', observation('probe', 'laboratory')))).toBe(403);
      expect(await status('Observation/a-result', { method: 'DELETE' })).toBe(403);
      expect(await search('Observation?_id=probe,a-result', token)).toEqual(['Observation/probe']);
    });

    it('with a search parameter that this server does not know grants nothing', async () => {
      expect(await allowed(await withScope('patient/Observation.cruds?shoe-size=44', holders.patient))).toBe(
        's',
      );
      const token = await withScope('patient/Observation.rs?shoe-size=44', holders.patient);
      expect(await search('Observation', token)).toEqual([]);
    });

    it('smart_2.2@130 is checked for every entry of a batch', async () => {
      await fhir.put(observation('probe'));
      await fhir.put(observation('of-emma', 'vital-signs', 'emma-devries'));
      const token = await withScope('patient/Observation.crs', { patient: NOAH });
      const entry = [
        { request: { method: 'GET', url: 'Observation/probe' } },
        { request: { method: 'GET', url: 'Observation?_id=probe,of-emma' } },
        { request: { method: 'GET', url: 'Observation/of-emma' } },
        { request: { method: 'GET', url: `${fhir.baseUrl}/Condition` } },
        { request: { method: 'GET', url: 'http://127.0.0.1:9/fhir/r4/Observation/probe' } },
        { request: { method: 'DELETE', url: 'Observation/probe' } },
        { request: { method: 'PUT', url: 'Observation/probe' }, resource: observation('probe') },
        { request: { method: 'POST', url: 'Observation' }, resource: observation('new') },
        {
          request: { method: 'POST', url: 'Observation' },
          resource: observation('new', 'vital-signs', 'emma-devries'),
        },
        { request: { method: 'POST', url: '' }, resource: { resourceType: 'Bundle', type: 'batch' } },
        {},
        null,
      ];
      const { status, body } = await send(
        '',
        token,
        json('POST', { resourceType: 'Bundle', type: 'batch', entry }),
      );
      const answers = (body as Bundle).entry!;
      expect(status).toBe(200);
      expect(answers.map(({ response }) => response?.status)).toEqual([
        '200',
        '200',
        '403',
        '403',
        '404',
        '403',
        '403',
        '201',
        '403',
        '404',
        '404',
        '404',
      ]);
      expect(ids({ body: answers[1]!.resource })).toEqual(['Observation/probe']);
      expect(answers[2]!.response?.outcome?.resourceType).toBe('OperationOutcome');
      expect(answers[2]).not.toHaveProperty('resource');
    });

    it('a batch needs a token like any other request, and a transaction is refused', async () => {
      const batch = (type: string) => json('POST', { resourceType: 'Bundle', type, entry: [] });
      expect((await send('', undefined, batch('batch'))).status).toBe(401);
      expect((await send('', await backend(), batch('batch'))).status).toBe(200);
      expect((await send('', await backend(), batch('transaction'))).status).toBe(400);
      expect((await send('', await backend(), json('POST', { resourceType: 'Patient' }))).status).toBe(400);
    });
  });

  describe('searches', () => {
    it.each([
      [
        'Practitioner?identifier=https://harbour.example/person-number|S10234',
        ['Practitioner/maria-lindqvist'],
      ],
      ['Practitioner?identifier=S10369', ['Practitioner/sofia-rossi', 'Practitioner/sofia-rossi-2']],
      ['Practitioner?identifier=https://harbour.example/mrn|S10234', []],
      ['Practitioner?identifier=|S10234', []],
      ['Practitioner?email=wei.chen@harbour.example', ['Practitioner/wei-chen']],
      ['Practitioner?family=ros&given=sofia&_count=1', ['Practitioner/sofia-rossi']],
      ['Practitioner?family=oss', []],
      ['Practitioner?family:exact=Ros', []],
      ['Patient?name=vries', []],
      ['Patient?name=DE%20vri', ['Patient/emma-devries']],
      ['Patient?name=EMMA&name=de', ['Patient/emma-devries']],
      ['Patient?name=Emma%20de%20Vries', []],
      ["Patient?family=o'sullivan", ['Patient/grace-osullivan']],
      ['Patient?birthdate=1944-08-09', ['Patient/giuseppe-conti']],
      ['Patient?birthdate=ge2025-01-01', ['Patient/ayla-demir']],
      ['Patient?_id=noah-jansen,ayla-demir', ['Patient/noah-jansen', 'Patient/ayla-demir']],
      ['Patient?identifier=Medical record number', []],
      ['AllergyIntolerance?patient=emma-devries', ['AllergyIntolerance/emma-devries-372687004']],
      ['AllergyIntolerance?patient=Patient/emma-devries', ['AllergyIntolerance/emma-devries-372687004']],
      ['Condition?subject:Patient=ayla-demir', ['Condition/ayla-demir-87522002']],
      ['Condition?code=Asthma', []],
    ])('%s', async (query, expected) => expect(await search(query)).toEqual(expected));

    it('are paged and sorted, and may be sent as a form', async () => {
      const { body } = await send(
        'Observation?patient=noah-jansen&code=29463-7&_sort=-date&_count=2',
        await backend(),
      );
      const bundle = body as Bundle;
      expect([bundle.total, bundle.entry?.[0]?.resource?.id]).toEqual([11, 'noah-jansen-29463-7-2026-09-14']);
      const next = bundle.link?.find(({ relation }) => relation === 'next')?.url ?? '';
      expect(await search(next.slice(fhir.baseUrl.length + 1))).toContain(
        'Observation/noah-jansen-29463-7-2025-09-12',
      );
      const form = { method: 'POST', body: new URLSearchParams({ name: 'noah' }) };
      expect(ids(await send('Patient/_search', await backend(), form))).toEqual([`Patient/${NOAH}`]);
    });

    it('smart_2.2@244 are refused when this server does not know a parameter, unless the client asks for lenient handling', async () => {
      for (const query of [
        'Patient?shoe-size=44',
        'Patient?name:sounds=noa',
        'Patient?identifier=',
        'Patient?_has:x=1',
        'Patient?constructor=1',
      ]) {
        expect((await send(query, await backend())).status).toBe(400);
      }
      const headers = { prefer: 'handling=lenient' };
      const { status, body } = await send('Patient?shoe-size=44&name=noah', await backend(), { headers });
      expect([status, ids({ body })]).toEqual([200, [`Patient/${NOAH}`, 'OperationOutcome/undefined']]);
      expect((await send('Shoe', await backend())).status).toBe(404);
    });
  });

  it('refuses bad bodies with an OperationOutcome', async () => {
    const post = async (body: string) => {
      const answer = await send('Patient', await backend(), { method: 'POST', body });
      expect(answer.body?.resourceType).toBe('OperationOutcome');
      return answer.status;
    };
    expect(await post('{')).toBe(400);
    expect(await post('[]')).toBe(400);
    expect(await post('{"resourceType":"Patient","gender":7}')).toBe(400);
    expect(await post('{"resourceType":"Observation"}')).toBe(400);
    expect(await post(JSON.stringify({ resourceType: 'Patient', x: 'x'.repeat(1_100_000) }))).toBe(413);
    expect((await send('Patient/1/%00', await backend())).status).toBe(404);
    expect((await send('Patient', await backend(), { method: 'PATCH' })).status).toBe(405);
  });

  it('fails or answers slowly when a test asks for it, on resource routes only', async () => {
    fhir.setFault({ status: 502, body: '<h1>Bad gateway</h1>', contentType: 'text/html' });
    const response = await fetch(`${fhir.baseUrl}/Patient/${NOAH}`);
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      502,
      'text/html',
      '<h1>Bad gateway</h1>',
    ]);
    expect((await send('metadata')).status).toBe(200);
    fhir.setFault({ delayMs: 50 });
    const start = performance.now();
    expect((await send(`Patient/${NOAH}`, await backend())).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(45);
  });

  it('stores resources that a test gives it', async () => {
    await fhir.put({ resourceType: 'Practitioner', id: 'extra', identifier: [{ value: 'X1' }] });
    expect(await search('Practitioner?identifier=X1')).toEqual(['Practitioner/extra']);
  });
});
