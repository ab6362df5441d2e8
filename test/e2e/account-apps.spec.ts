import { jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { ArtifactStore } from '#src/authorization-server/storage/artifact.store.js';
import { type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

const BASIC = `Basic ${Buffer.from(`${RESOURCE_SERVER.client_id}:${RESOURCE_SERVER.client_secret}`).toString('base64')}`;
const MARIA = { username: 'maria.lindqvist' };
let hospital: Hospital;
beforeEach(async () => {
  hospital = await startHospital();
});
afterEach(() => hospital.close());

const page = () => `${hospital.issuer}/account`;
const introspect = async (token: string) =>
  (await new SmartApp(hospital).post('/introspect', { token }, { authorization: BASIC })).body;

it('a signed-in person sees which access they gave, since when, and until when', async () => {
  const { browser, app, tokens } = await getTokens(hospital, MARIA);
  await getTokens(hospital, MARIA, {
    browser,
    parameters: { scope: 'openid fhirUser launch/patient patient/Condition.rs' },
  });
  await app.refresh(tokens.refresh_token);
  const seen = await browser.get(page());
  expect([seen.status, seen.h1]).toEqual([200, 'Apps with access']);
  expect(seen.headers.get('cache-control')).toBe('no-store');
  expect(seen.text).toContain('Signed in as Maria Lindqvist');
  expect(seen.text).toContain(
    'Uses: Name, birth date and contact details, Measurements and results and Conditions',
  );
  expect(seen.text).toMatch(/Allowed on \d+ \w+ \d{4}\. Last used on \d+ \w+ \d{4}\./);
  expect(seen.text).toContain('Also when you are not using it.');
  expect(seen.text).toContain('Until you sign out.');
  expect(seen.forms).toHaveLength(2);
});

it('smart_2.2@390 ending an access works at once, only for this app and this launch', async () => {
  const { browser, app, tokens } = await getTokens(hospital, MARIA);
  await hospital.app.get(DataSource).query('UPDATE grant_context SET created_at = created_at - 60');
  const other = await getTokens(hospital, MARIA, { browser });
  const seen = await browser.get(page());
  // The newest access is first: the second form is that of the first launch.
  const after = await browser.submit(seen, { form: 1 });
  expect(after.text).toContain('That access of Growth Chart has ended.');
  expect(after.forms).toHaveLength(1);
  expect(await introspect(tokens.access_token)).toEqual({ active: false });
  expect((await app.refresh(tokens.refresh_token)).body.error).toBe('invalid_grant');
  expect((await introspect(other.tokens.access_token)).active).toBe(true);
  const events = await hospital.app
    .get(DataSource)
    .getRepository(AuditEvent)
    .findBy({ event: 'grant.revoked' });
  expect(events).toEqual([expect.objectContaining({ clientId: 'chart', accountId: expect.any(String) })]);
});

it('the page of apps names the part that was allowed, and who the person is when the app was told', async () => {
  const scope = 'launch/patient patient/Observation.rs?category=laboratory patient/Patient.rs';
  const { browser } = await getTokens(hospital, MARIA, { parameters: { scope } });
  const seen = await browser.get(page());
  expect(seen.text).toContain('Measurements and results (only laboratory results)');
  expect(seen.text).not.toContain('It knows you as');
});

it('a person who stays signed in, presses twice, or uses an older tab gets a page that says the truth', async () => {
  const { browser } = await getTokens(hospital, MARIA);
  const signOut = () => browser.get(`${hospital.issuer}/logout`);
  const stayed = await browser.submit(await signOut(), { button: 'Stay signed in' });
  expect([stayed.url, stayed.h1]).toEqual([page(), 'Apps with access']);
  const older = await signOut();
  const newer = await signOut();
  const again = await browser.submit(older, { button: 'Sign out' });
  expect([again.status, again.h1]).toEqual([200, newer.h1]);
  const out = await browser.submit(again, { button: 'Sign out' });
  const twice = await browser.submit(again, { button: 'Sign out' });
  expect([out.h1, twice.h1]).toEqual(['You are signed out', 'You are signed out']);
});

it('no page says that the person is signed out when the server does not know it', async () => {
  const { browser } = await getTokens(hospital, MARIA);
  const asked = await browser.get(`${hospital.issuer}/logout`);
  const store = jest.spyOn(hospital.app.get(ArtifactStore), 'find').mockRejectedValue(new Error('disk full'));
  const failed = await browser.submit(asked, { button: 'Sign out' });
  store.mockRestore();
  expect(failed.status).toBe(500);
  expect(failed.text).not.toContain('You are signed out');
});

it('a person who is not signed in signs in and comes back to the page', async () => {
  const browser = newBrowser();
  const seen = await walkThrough(browser, await browser.get(page()), MARIA);
  expect([seen.url, seen.h1]).toEqual([page(), 'Apps with access']);
  expect(seen.text).toContain('You have not allowed any app to use health records.');
});

it('a person who cancels the sign-in gets a page, and not another sign-in', async () => {
  const browser = newBrowser();
  await browser.get(page());
  const uid = /interaction\/([^/?]+)/.exec(
    browser.history.find(({ url }) => url.includes('/interaction/'))!.url,
  )![1];
  const back = await browser.get(`${hospital.issuer}/interaction/${uid}/cancel`);
  expect(back.status).toBe(400);
  expect(back.text).toContain('no longer active');
});

it('the page of apps ends no access of another person, and accepts no form of another session', async () => {
  proves('TM-35');
  const maria = await getTokens(hospital, MARIA);
  const james = await getTokens(hospital, { username: 'james.okafor' });
  const [hers, his] = [await maria.browser.get(page()), await james.browser.get(page())];
  const csrfOf = (one: typeof his) => one.forms[0]!.fields.find(({ name }) => name === 'csrf')!.value;
  const target = new URL(hers.forms[0]!.action, page());
  const notHis = await james.browser.post(target, new URLSearchParams({ csrf: csrfOf(his) }));
  expect(notHis.text).not.toContain('has ended');
  const forged = await maria.browser.post(target, new URLSearchParams({ csrf: csrfOf(his) }));
  expect(forged.status).toBe(403);
  expect((await introspect(maria.tokens.access_token)).active).toBe(true);
});

it('an access that has ended in another way is not listed', async () => {
  const { browser, app, tokens } = await getTokens(hospital, MARIA);
  await app.revoke(tokens.refresh_token);
  expect((await browser.get(page())).forms).toHaveLength(0);
});

it('after a sign-out the page of apps is not shown', async () => {
  const { browser } = await getTokens(hospital, MARIA);
  await browser.submit(await browser.get(`${hospital.issuer}/logout`), { button: 'Sign out' });
  const seen = await browser.get(page());
  expect(seen.h1).not.toBe('Apps with access');
});
