import { decodeJwt } from 'jose';
import { DataSource } from 'typeorm';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

// A parent and a proxy. The directory names their own resources, and these resources name the patient.
let hospital: Hospital;
beforeAll(async () => {
  hospital = await startHospital();
});
afterAll(() => hospital.close());
afterEach(() => hospital.fhirServer.setFault());

const put = (resource: object) => hospital.fhirServer.put(resource as never);
const daysFromNow = (days: number) => new Date(Date.now() + days * 24 * 3_600_000).toISOString().slice(0, 10);
const NOAH = { reference: 'Patient/noah-jansen' };
const mother = (more: object = {}) => ({
  resourceType: 'RelatedPerson',
  id: 'mother',
  patient: NOAH,
  ...more,
});
const proxy = (...references: string[]) => ({
  resourceType: 'Person',
  id: 'proxy',
  link: references.map((reference) => ({ target: { reference } })),
});

/**
 * Robert signs in as the person whom his directory names.
 * @returns the app's tokens, or the error that the app gets
 */
async function openApp(
  fhirUser: string,
  scope = 'openid fhirUser launch/patient offline_access patient/*.rs',
) {
  hospital.identityProvider.setTamper({
    idToken: (claims, sign) => sign({ ...claims, 'extn.fhirUser': fhirUser }),
  });
  const app = new SmartApp(hospital);
  const browser = newBrowser();
  const pages: string[] = [];
  let page = await browser.submit(await browser.get(app.authorizationUrl({ scope })), {
    button: 'robert.hale',
  });
  pages.push(page.text);
  page = await walkThrough(browser, page, { username: 'robert.hale' });
  const answer = app.answer(page);
  if (!answer.code) return { app, answer, pages };
  const { body } = await app.redeem(answer.code);
  return { app, answer, pages, tokens: body };
}

describe.each<[string, string, () => object]>([
  [
    'a RelatedPerson',
    'RelatedPerson/mother',
    () => mother({ period: { start: '2024', end: daysFromNow(30) } }),
  ],
  ['a Person', 'Person/proxy', () => proxy('Practitioner/maria-lindqvist', 'Patient/noah-jansen')],
])('%s', (_who, fhirUser, resource) => {
  it.each(['openid fhirUser launch/patient patient/Patient.rs', 'openid fhirUser patient/*.rs'])(
    'opens the record of their patient without a choice, with %s',
    async (scope) => {
      await put(resource());
      const { tokens, pages } = await openApp(fhirUser, scope);
      expect(pages[0]).toContain('Noah Jansen');
      expect(pages[0]).not.toMatch(/Choose (a patient|another)/);
      expect(tokens).toMatchObject({ patient: 'noah-jansen', scope });
      expect(decodeJwt(tokens!.id_token as string).fhirUser).toBe(
        `${hospital.fhirServer.baseUrl}/${fhirUser}`,
      );
      const read = (path: string) =>
        fetch(`${hospital.fhirServer.baseUrl}/${path}`, {
          headers: { authorization: `Bearer ${tokens!.access_token as string}` },
        });
      expect((await read('Patient/noah-jansen')).status).toBe(200);
      expect((await read('Patient/emma-devries')).status).toBe(403);
    },
  );
});

describe('a record is not opened', () => {
  it.each<[string, string, object, string]>([
    [
      'by a relationship to a patient on another server',
      'RelatedPerson/mother',
      mother({ patient: { reference: 'https://x.example/Patient/noah-jansen' } }),
      'names no patient',
    ],
    [
      'by a relationship to a patient who does not exist',
      'RelatedPerson/mother',
      mother({ patient: { reference: 'Patient/nobody' } }),
      'not in use',
    ],
    [
      'by a relationship that has not begun',
      'RelatedPerson/mother',
      mother({ period: { start: daysFromNow(9) } }),
      'not active',
    ],
    [
      'by links to two patients',
      'Person/proxy',
      proxy('Patient/noah-jansen', 'Patient/emma-devries'),
      'links to several',
    ],
    ['without a link to a patient', 'Person/proxy', proxy(), 'whose record'],
  ])('%s', async (_how, fhirUser, resource, why) => {
    await put(resource);
    const { answer, tokens } = await openApp(fhirUser);
    expect([answer.error, tokens]).toEqual(['access_denied', undefined]);
    expect(answer.error_description).toContain(why);
    const [event] = await hospital.app
      .get(DataSource)
      .getRepository(AuditEvent)
      .find({ where: { event: 'launch.refused' }, order: { occurredAt: 'DESC' } });
    expect(event).toMatchObject({ reason: 'access_denied' });
  });

  it.each<[string, object]>([
    ['is not active', { active: false }],
    ['is over', { period: { end: daysFromNow(-9) } }],
  ])('by a relationship that %s: the person cannot sign in', async (_what, ended) => {
    await put(mother(ended));
    await expect(openApp('RelatedPerson/mother')).rejects.toThrow('We could not find your record');
  });
});

describe('at a refresh', () => {
  it.each<[string, object]>([
    ['of a relationship that is over', mother({ period: { end: daysFromNow(-9) } })],
    [
      'of a relationship that now names another patient',
      mother({ patient: { reference: 'Patient/emma-devries' } }),
    ],
  ])('the access %s ends', async (_what, changed) => {
    await put(mother());
    const { app, tokens } = await openApp('RelatedPerson/mother');
    const refreshed = await app.refresh(tokens!.refresh_token as string);
    expect(refreshed.body).toMatchObject({ patient: 'noah-jansen' });
    await put(changed);
    expect((await app.refresh(refreshed.body.refresh_token as string)).body.error).toBe('invalid_grant');
    await put(mother());
    expect((await app.refresh(refreshed.body.refresh_token as string)).body.error).toBe('invalid_grant');
  });

  it.each<[string, object]>([
    ['no person any more', proxy()],
    ['only a Practitioner', proxy('Practitioner/maria-lindqvist')],
    [
      'a patient with low assurance',
      {
        resourceType: 'Person',
        id: 'proxy',
        link: [{ target: { reference: 'Patient/noah-jansen' }, assurance: 'level1' }],
      },
    ],
  ])('the access of a Person that links to %s ends', async (_what, changed) => {
    await put(proxy('Patient/noah-jansen'));
    const { app, tokens } = await openApp('Person/proxy');
    await put(changed);
    expect((await app.refresh(tokens!.refresh_token as string)).body.error).toBe('invalid_grant');
  });

  it('the access stays when the FHIR server does not answer', async () => {
    await put(mother());
    const { app, tokens } = await openApp('RelatedPerson/mother');
    hospital.fhirServer.setFault({ status: 500 });
    expect((await app.refresh(tokens!.refresh_token as string)).body).toMatchObject({
      patient: 'noah-jansen',
    });
  });
});
