import { apiCaller, apiClientEntry, apiToken } from '../support/api-client.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

describe('GET /api/v1/audit-events', () => {
  let hospital: Hospital;
  let call: ReturnType<typeof apiCaller>;
  const search = (query: string) => call('GET', `/audit-events?${query}`);

  beforeAll(async () => {
    hospital = await startHospital({
      configure: (configuration) => void configuration.clients.push(apiClientEntry),
    });
    call = apiCaller(hospital, await apiToken(hospital, '__wardkey/audit.read'));
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const provider = await browser.get(app.authorizationUrl());
    const end = await walkThrough(browser, provider, {
      username: 'maria.lindqvist',
      patient: 'noah-jansen',
    });
    expect((await app.redeem(app.answer(end).code!)).status).toBe(200);
  });
  afterAll(() => hospital.close());

  it('says who opened the record of a patient, and what led to it', async () => {
    const { status, body } = await search('patient=noah-jansen&fhirServer=records');
    expect(status).toBe(200);
    expect(body.auditEvents).toEqual([
      expect.objectContaining({ event: 'launch.context_chosen', clientId: 'chart', patient: 'noah-jansen' }),
    ]);
    expect(body.next).toBeNull();
    const { accountId } = body.auditEvents[0];
    const all = (await search(`accountId=${accountId}&limit=200`)).body.auditEvents as Array<{
      event: string;
    }>;
    const events = all.map(({ event }) => event);
    expect(events).toContain('token.issued');
    expect(events.indexOf('token.issued')).toBeLessThan(events.indexOf('login.succeeded'));
    expect((await search('patient=noah-jansen&fhirServer=another')).body.auditEvents).toEqual([]);
  });

  it('gives one row by its id, and that is a row itself', async () => {
    const [row] = (await search('event=login.succeeded&limit=1')).body.auditEvents as Array<{ id: string }>;
    const { status, body } = await call('GET', `/audit-events/${row!.id}`);
    expect([status, body]).toEqual([200, row]);
    const [newest] = (await search('event=audit.searched&limit=1')).body.auditEvents;
    expect(newest).toMatchObject({ clientId: 'provisioning', trail: [{ step: 'id', finding: row!.id }] });
  });

  it.each(['nothing', '01a22bee-91be-778c-b2ea-3e40ab3411d4', '%27%20OR%201=1', 'x'.repeat(2_000)])(
    'has no row %s',
    async (id) => {
      const { status, body } = await call('GET', `/audit-events/${id}`);
      expect([status, body.title]).toEqual([404, 'There is no such row']);
    },
  );

  it('goes on where the page before ended', async () => {
    const whole = (await search('clientId=chart&limit=200')).body.auditEvents as object[];
    const paged: object[] = [];
    let cursor = '';
    do {
      const { body } = await search(`clientId=chart&limit=2${cursor}`);
      paged.push(...(body.auditEvents as object[]));
      cursor = body.next === null ? '' : `&cursor=${body.next}`;
    } while (cursor);
    expect(paged).toEqual(whole);
    expect(whole.length).toBeGreaterThan(2);
  });

  it('leaves a row itself, for the first page only, with what was searched for', async () => {
    const count = async () =>
      ((await search('event=audit.searched&limit=200')).body.auditEvents as object[]).length;
    const before = await count();
    const { next } = (await search('clientId=chart&patient=noah-jansen')).body;
    expect(next).toBeNull();
    await search(`limit=1&cursor=${(await search('limit=1')).body.next}`);
    expect(await count()).toBe(before + 3);
    const [, , searched] = (await search('event=audit.searched')).body.auditEvents;
    expect(searched).toMatchObject({ clientId: 'provisioning', outcome: 'success' });
    const all = (await search('event=audit.searched&limit=200')).body.auditEvents as Array<{ trail: object }>;
    expect(all.map(({ trail }) => trail)).toContainEqual([
      { step: 'clientId', finding: 'chart' },
      { step: 'patient', finding: 'noah-jansen' },
    ]);
  });

  it.each([
    ['from=2026-02-30T00:00:00Z', 'from'],
    ['to=yesterday', 'to'],
    ['event=login', 'event'],
    ['cursor=bm90aGluZw', 'cursor'],
    ['limit=201', 'limit'],
    ['patientId=noah', 'patientId'],
  ])('refuses %s and names the member', async (query, field) => {
    const { status, body } = await search(query);
    expect([status, body.errors[0].field]).toEqual([400, field]);
  });

  it('needs the scope audit.read', async () => {
    const other = apiCaller(hospital, await apiToken(hospital, '__wardkey/accounts.read'));
    expect((await other('GET', '/audit-events')).status).toBe(403);
  });
});
