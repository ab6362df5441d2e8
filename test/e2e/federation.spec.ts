import { DataSource } from 'typeorm';
import { Account } from '#src/accounts/account.entity.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import type { HttpBrowser, Page } from 'wardkey-sandbox/http-browser.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

let hospital: Hospital;

beforeAll(async () => {
  // Every sign-in here asks the FHIR server: no answer is cached.
  hospital = await startHospital({
    configure: (configuration) => (configuration.fhirUser = { lookupCacheSeconds: 0 }),
  });
});
afterAll(() => hospital.close());
afterEach(() => {
  hospital.identityProvider.setTamper();
  hospital.fhirServer.setFault();
});

const accounts = () => hospital.app.get(DataSource).getRepository(Account).count();
const audit = async (page: Page) => {
  const [reference] = /[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}/.exec(page.text) ?? [];
  return hospital.app.get(DataSource).getRepository(AuditEvent).findOneByOrFail({ reference: reference! });
};
const startLogin = async (browser: HttpBrowser): Promise<Page> =>
  browser.get(new SmartApp(hospital).authorizationUrl());

describe('people', () => {
  it('parallel first logins of one person make one account', async () => {
    const before = await accounts();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => getTokens(hospital, { username: 'james.okafor' })),
    );
    expect(
      new Set(
        answers.map(
          ({ tokens }) => JSON.parse(Buffer.from(tokens.id_token.split('.')[1], 'base64url').toString()).sub,
        ),
      ).size,
    ).toBe(1);
    expect(await accounts()).toBe(before + 1);
  });
});

describe('when the FHIR server fails, the person gets a page with a retry, and there is an audit row', () => {
  it.each([
    proves('FI-29', ['answers 500', { status: 500 }]),
    proves('FI-29', ['answers 403', { status: 403 }]),
    proves('FI-29', ['answers 429', { status: 429 }]),
    proves('FI-31', ['answers HTML', { status: 200, body: '<html>', contentType: 'text/html' }]),
    proves('FI-31', [
      'answers an OperationOutcome',
      { status: 200, body: '{"resourceType":"OperationOutcome"}' },
    ]),
    proves('FI-31', ['gives an empty answer', { status: 200, body: '' }]),
    proves('FI-30', [
      'answers two megabytes',
      { status: 200, body: `{"resourceType":"Bundle","type":"searchset","x":"${'x'.repeat(2_000_000)}"}` },
    ]),
  ])(
    'the FHIR server %s: the page says "try again" and not "no access", and no account is made',
    async (_what, fault) => {
      const before = await accounts();
      hospital.fhirServer.setFault(fault);
      const browser = newBrowser();
      const page = await walkThrough(browser, await startLogin(browser), { username: 'wei.chen' });
      expect(page.status).toBe(503);
      expect(page.text).toContain('The care system does not answer at the moment');
      expect(page.text).toContain('This is not about your access');
      expect(await accounts()).toBe(before);
      expect(await audit(page)).toMatchObject({ event: 'login.refused', reason: 'fhir_server_unavailable' });

      hospital.fhirServer.setFault();
      const retried = await walkThrough(browser, await browser.click(page, 'Try again'), {
        username: 'wei.chen',
      });
      expect(retried.status).toBe(0);
      await hospital.app.get(DataSource).getRepository(Account).delete({ displayName: 'Wei Chen' });
    },
  );
});
