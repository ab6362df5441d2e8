import { ConsoleLogger, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Commits } from '#src/database/commits.js';
import { apiClientEntry, apiToken } from '../support/api-client.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import {
  scriptedHospital,
  type ScriptedProvider,
  startScriptedProvider,
} from '../support/scripted-provider.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

const MARIA = { username: 'maria.lindqvist', patient: 'noah-jansen' };

/** A server whose next commit fails, as on a disk that is full. */
describe('writes that cannot be saved', () => {
  let hospital: Hospital;
  let provider: ScriptedProvider;
  let commits: Commits;

  beforeAll(async () => {
    provider = await startScriptedProvider({
      idToken: { sub: 'maria', name: 'Maria', fhirUser: 'Practitioner/maria-lindqvist' },
    });
    hospital = await startHospital({
      configure: (configuration) => {
        configuration.clients.push(apiClientEntry);
        configuration.externalIdentityProviders.identityProvider = [scriptedHospital(provider)];
      },
    });
    // Each lost commit is an error in the log, and here they are intended.
    Logger.overrideLogger(false);
    commits = hospital.app.get(Commits);
    // A group stays open until an answer waits for it, so that the test decides what is in it.
    commits.groupWrites(60_000);
    await hospital.app
      .get(DataSource)
      .query('CREATE TABLE orphan (parent TEXT REFERENCES account (id) DEFERRABLE INITIALLY DEFERRED)');
    await commits.settled();
  });
  afterAll(async () => {
    await commits.settled();
    Logger.overrideLogger(new ConsoleLogger());
    await hospital.close();
    await provider.close();
  });

  /** SQLite checks a deferred reference at the commit. */
  const failTheNextCommit = () =>
    hospital.app.get(DataSource).query("INSERT INTO orphan VALUES ('no such account')");

  async function newCode() {
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const page = await walkThrough(browser, await browser.get(app.authorizationUrl()), MARIA);
    return { app, code: app.answer(page).code! };
  }

  it('the token endpoint answers 503, and the code is still unused', async () => {
    const { app, code: unused } = await newCode();
    await failTheNextCommit();
    const { status, headers, body } = await app.redeem(unused);
    expect([status, body.error, headers.get('retry-after'), headers.get('cache-control')]).toEqual([
      503,
      'temporarily_unavailable',
      '1',
      'no-store',
    ]);
    expect((await app.redeem(unused)).status).toBe(200);
    expect((await app.redeem(unused)).body.error).toBe('invalid_grant');
  });

  it('what cannot be written into the audit log does not happen: no token, no sign-in', async () => {
    proves('FI-43');
    const database = hospital.app.get(DataSource);
    const { app, code } = await newCode();
    const { app: other, tokens } = await getTokens(hospital, MARIA);
    await database.query(
      `CREATE TRIGGER no_audit BEFORE INSERT ON audit_event BEGIN SELECT RAISE(ABORT, 'no audit'); END`,
    );
    for (const { status, body } of [
      await app.redeem(code),
      await other.refresh(tokens.refresh_token as string),
    ])
      expect([status, body.error, body.access_token]).toEqual([503, 'temporarily_unavailable', undefined]);
    const browser = newBrowser();
    const page = await walkThrough(
      browser,
      await browser.get(new SmartApp(hospital).authorizationUrl()),
      MARIA,
    );
    expect([page.status, page.url.startsWith(hospital.issuer)]).toEqual([503, true]);
    await database.query('DROP TRIGGER no_audit');
    expect((await newCode()).code).toBeDefined();
  });

  it('a request that cannot begin to write because another process does is answered with 503', async () => {
    const { app, code } = await newCode();
    await commits.settled();
    const [{ file }] = await hospital.app.get(DataSource).query('PRAGMA database_list');
    const other = await new DataSource({ type: 'better-sqlite3', database: file }).initialize();
    await hospital.app.get(DataSource).query('PRAGMA busy_timeout = 20');
    await other.query('BEGIN IMMEDIATE');
    const [token, authorization, jwks] = await Promise.all([
      app.redeem(code),
      fetch(app.authorizationUrl(), { redirect: 'manual' }),
      fetch(`${hospital.issuer}/jwks`),
    ]);
    await other.query('ROLLBACK');
    await other.destroy();
    await hospital.app.get(DataSource).query('PRAGMA busy_timeout = 500');
    expect([token.status, token.headers.get('retry-after'), token.body.error]).toEqual([
      503,
      '1',
      'temporarily_unavailable',
    ]);
    expect([authorization.status, jwks.status]).toEqual([503, 200]);
    expect((await app.redeem(code)).status).toBe(200);
  });

  it('all requests of the same moment are refused, and the next ones are answered', async () => {
    const [one, two] = [await newCode(), await newCode()];
    await failTheNextCommit();
    const answers = await Promise.all([one.app.redeem(one.code), two.app.redeem(two.code)]);
    expect(answers.map(({ status }) => status)).toEqual([503, 503]);
    const again = await Promise.all([one.app.redeem(one.code), two.app.redeem(two.code)]);
    expect(again.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('a person gets a page, without the cookie and the address of what was lost', async () => {
    await failTheNextCommit();
    const answer = await fetch(new SmartApp(hospital).authorizationUrl(), { redirect: 'manual' });
    expect([answer.status, answer.statusText]).toEqual([503, 'Service Unavailable']);
    expect([answer.headers.get('location'), answer.headers.getSetCookie()]).toEqual([null, []]);
    expect(answer.headers.get('content-type')).toMatch('text/html');
    expect(await answer.text()).toMatch(/Something went wrong on our side/);
  });

  it('the administrators’ API answers problem details, and the account does not exist', async () => {
    const authorization = `Bearer ${await apiToken(hospital)}`;
    const accounts = `${hospital.issuer}/api/v1/accounts`;
    await failTheNextCommit();
    const created = await fetch(accounts, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ displayName: 'Lost', externalId: 'lost', externalIdScheme: 'hospital' }),
    });
    expect([created.status, created.headers.get('content-type')]).toEqual([503, 'application/problem+json']);
    expect(created.headers.get('location')).toBeNull();
    const listed = await fetch(`${accounts}?externalId=lost`, { headers: { authorization } });
    expect(await listed.json()).toMatchObject({ accounts: [] });
  });

  it('nothing is asked of the identity provider before the login attempt is used up on the disk', async () => {
    const browser = newBrowser();
    const { url } = await browser.get(new SmartApp(hospital).authorizationUrl(), {
      stopAt: (address) => address.pathname.endsWith('/login'),
    });
    const asked = () => provider.visits.filter((path) => path.endsWith('/token')).length;
    const before = asked();
    await failTheNextCommit();
    expect((await browser.get(url)).status).toBe(503);
    expect(asked()).toBe(before);
    // The attempt is as it was, so the same answer of the identity provider still signs in.
    expect((await browser.get(url)).h1).toBe('Choose a patient');
    expect(asked()).toBe(before + 1);
  });

  it('the refresh token whose use was lost works once more', async () => {
    const { app, tokens } = await getTokens(hospital, MARIA);
    await failTheNextCommit();
    expect((await app.refresh(tokens.refresh_token)).status).toBe(503);
    expect((await app.refresh(tokens.refresh_token)).status).toBe(200);
  });
});
