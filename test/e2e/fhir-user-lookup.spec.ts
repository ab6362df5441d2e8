import { decodeJwt } from 'jose';
import { DataSource } from 'typeorm';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

// A FHIR server that checks the token of Wardkey's own searches, for every resource type that a person may be here.
const SYSTEM = 'https://harbour.example/person-number';
const MARIA = { username: 'maria.lindqvist', number: 'S10234' };
const ROBERT = { username: 'robert.hale', number: 'S20911' };

let hospital: Hospital;
beforeAll(async () => {
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.fhirUser = {
        resourceTypes: ['Practitioner', 'PractitionerRole', 'Patient'],
        lookupCacheSeconds: 0,
      };
    },
  });
});
afterEach(() => {
  hospital.fhirServer.setFault();
  hospital.identityProvider.setTamper();
});
afterAll(() => hospital.close());

/**
 * Signs in without a patient.
 * @returns the fhirUser that the app gets, or what the person reads instead
 */
async function signIn(username: string, named?: string) {
  await audit().clear();
  if (named)
    hospital.identityProvider.setTamper({
      idToken: (claims, sign) => sign({ ...claims, 'extn.fhirUser': named }),
    });
  const app = new SmartApp(hospital);
  const browser = newBrowser();
  const start = await browser.get(app.authorizationUrl({ scope: 'openid fhirUser' }));
  const page = await walkThrough(browser, start, { username });
  if (page.status !== 0) return { status: page.status, text: page.text, links: page.links };
  const { body } = await app.redeem(app.answer(page).code!);
  return {
    fhirUser: String(decodeJwt(body.id_token).fhirUser).replace(`${hospital.fhirServer.baseUrl}/`, ''),
  };
}

const audit = () => hospital.app.get(DataSource).getRepository(AuditEvent);

/** The last sign-in, from the audit log. */
async function lastTrail() {
  const [event] = await audit().find({ where: [{ event: 'login.refused' }, { event: 'login.succeeded' }] });
  const { reason, trail } = event!;
  return { reason, trail: trail as Array<{ finding: string; url?: string }> };
}

const put = (resource: object) => hospital.fhirServer.put(resource as never);
const carrying = (number: string) => [{ system: SYSTEM, value: number }];
const practitioner = (id: string, more: object = {}) => ({
  resourceType: 'Practitioner',
  id,
  identifier: carrying(MARIA.number),
  ...more,
});

/** The FHIR server answers the searches for one type with these entries. */
function answering(type: string, entry: object[], status = 200) {
  const body = JSON.stringify({ resourceType: 'Bundle', type: 'searchset', entry });
  hospital.fhirServer.setFault({ on: new RegExp(`/${type}\\?`), status, body });
}

describe('the token for the server’s own searches', () => {
  it('covers every type that is searched', async () => {
    await put({ resourceType: 'PractitionerRole', id: 'ward-clerk', identifier: carrying(ROBERT.number) });
    expect(await signIn(ROBERT.username)).toEqual({ fhirUser: 'PractitionerRole/ward-clerk' });
    expect(await signIn(MARIA.username)).toEqual({ fhirUser: 'Practitioner/maria-lindqvist' });
  });

  it.each(['RelatedPerson', 'Person', 'PractitionerRole', 'Practitioner', 'Patient'])(
    'covers the type %s when a claim names it',
    async (resourceType) => {
      await put({ resourceType, id: 'named', patient: { reference: 'Patient/noah-jansen' } });
      expect(await signIn(ROBERT.username, `${resourceType}/named`)).toEqual({
        fhirUser: `${resourceType}/named`,
      });
    },
  );
});

describe('a resource type that the FHIR server refuses', () => {
  it.each([403, 404, 400])(
    'does not stop a person who is found as another type (%d), and the trail says which type was refused',
    async (status) => {
      hospital.fhirServer.setFault({ on: /\/PractitionerRole\?/, status });
      expect(await signIn(MARIA.username)).toEqual({ fhirUser: 'Practitioner/maria-lindqvist' });
      const { trail } = await lastTrail();
      const refused = trail.filter(({ finding }) => finding.startsWith(`refused: HTTP ${status}`));
      expect(refused).toEqual([
        expect.objectContaining({ url: expect.stringContaining('/PractitionerRole?identifier=') }),
      ]);
    },
  );

  it.each([400, 404, 406])('for good, with %d: the page does not offer a new attempt', async (status) => {
    hospital.fhirServer.setFault({ on: /\/Practitioner\?/, status });
    const refused = await signIn(MARIA.username);
    expect(refused.status).toBe(502);
    expect(refused.text).toContain('This is not about your access');
    expect(refused.text).not.toMatch(/try again/i);
    const { reason, trail } = await lastTrail();
    expect(reason).toBe('fhir_server_refuses');
    expect(trail.find(({ url }) => url?.includes('/Practitioner?'))!.finding).toBe(`refused: HTTP ${status}`);
  });

  it.each([401, 403, 429, 503])(
    'perhaps only for a moment, with %d: the page offers a new attempt',
    async (status) => {
      hospital.fhirServer.setFault({ on: /\/Practitioner\?/, status });
      const refused = await signIn(MARIA.username);
      expect([refused.status, /try again/i.test(refused.text!)]).toEqual([503, true]);
      expect((await lastTrail()).reason).toBe('fhir_server_unavailable');
    },
  );

  it('is also named in the trail when a claim names a resource of it', async () => {
    hospital.fhirServer.setFault({ on: /\/RelatedPerson\//, status: 403 });
    expect((await signIn(ROBERT.username, 'RelatedPerson/named')).status).toBe(503);
    const { trail } = await lastTrail();
    expect(trail).toContainEqual(
      expect.objectContaining({
        finding: 'refused: HTTP 403',
        url: `${hospital.fhirServer.baseUrl}/RelatedPerson/named`,
      }),
    );
  });
});

describe('people are counted, and not the entries of an answer', () => {
  const remark = {
    resource: { resourceType: 'OperationOutcome', issue: [{ severity: 'warning', code: 'processing' }] },
  };

  it.each<[string, object[], string | undefined]>([
    ['the same resource twice', [practitioner('a'), practitioner('a')], 'Practitioner/a'],
    ['an inactive duplicate', [practitioner('old', { active: false }), practitioner('a')], 'Practitioner/a'],
    ['two active resources', [practitioner('a'), practitioner('b')], undefined],
    ['only an inactive resource', [practitioner('a', { active: false })], undefined],
    [
      'a match, and a resource whose number is marked as old',
      [practitioner('a'), practitioner('b', { identifier: [{ ...carrying(MARIA.number)[0], use: 'old' }] })],
      'Practitioner/a',
    ],
    [
      'only a resource whose number is marked as old',
      [practitioner('b', { identifier: [{ ...carrying(MARIA.number)[0], use: 'old' }] })],
      undefined,
    ],
  ])('%s', async (_what, resources, fhirUser) => {
    answering('Practitioner', [remark, ...resources.map((resource) => ({ resource }))]);
    const came = await signIn(MARIA.username);
    expect(came.fhirUser).toBe(fhirUser);
    expect(came.status).toBe(fhirUser ? undefined : 403);
  });

  it.each<[string, object]>([
    ['a replaced', { link: [{ type: 'replaced-by', other: { reference: 'Patient/live' } }] }],
    ['a deceased', { deceasedDateTime: '2020-01-01' }],
    ['an inactive', { active: false }],
  ])(
    '%s record of a patient does not count beside an active one, and does not match alone',
    async (_what, ended) => {
      const patient = (id: string, more: object = {}) => ({
        resource: { resourceType: 'Patient', id, identifier: carrying(MARIA.number), ...more },
      });
      await put(practitioner('maria-lindqvist', { identifier: [] }));
      answering('Patient', [patient('former', ended), patient('live')]);
      expect(await signIn(MARIA.username)).toEqual({ fhirUser: 'Patient/live' });
      answering('Patient', [patient('former', ended)]);
      expect((await signIn(MARIA.username)).text).toContain('We could not find your record');
      await put(practitioner('maria-lindqvist'));
    },
  );

  it('the searches ask for fresh answers', async () => {
    await signIn(MARIA.username);
    const searches = hospital.fhirServer.requests.filter(({ url }) => url.includes('?identifier='));
    expect(searches.length).toBeGreaterThan(0);
    expect(new Set(searches.map(({ cacheControl }) => cacheControl))).toEqual(new Set(['no-cache']));
  });
});
