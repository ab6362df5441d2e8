import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { DataSource } from 'typeorm';
import { AccountDirectory } from '#src/accounts/account-directory.store.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { Account } from '#src/accounts/account.entity.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser, SCOPE, SmartApp, walkThrough } from '../support/smart-app.js';

describe('a clinician signs in at the hospital’s identity provider', () => {
  let hospital: Hospital;

  beforeAll(async () => {
    hospital = await startHospital();
  });
  afterAll(() => hospital.close());

  const accounts = () => hospital.app.get(DataSource).getRepository(Account).count();
  const lastAudit = async (event: string) =>
    hospital.app
      .get(DataSource)
      .getRepository(AuditEvent)
      .findOneOrFail({ where: { event }, order: { occurredAt: 'DESC' } });

  it('first login: an account is made, and the app gets tokens with fhirUser and patient', async () => {
    const before = await accounts();
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    expect(await accounts()).toBe(before + 1);

    expect(tokens.token_type).toBe('Bearer');
    expect(tokens.patient).toEqual(expect.any(String));
    expect(tokens.need_patient_banner).toBe(true);
    expect(tokens.scope).toBe(SCOPE);
    expect(tokens.expires_in).toBe(3600);
    expect(tokens.refresh_token).toEqual(expect.any(String));

    const keys = createRemoteJWKSet(new URL(`${hospital.issuer}/jwks`));
    const idToken = await jwtVerify(tokens.id_token, keys, {
      issuer: hospital.issuer,
      audience: 'chart',
      algorithms: ['RS256'],
    });
    expect(idToken.payload.fhirUser).toBe(`${hospital.fhirServer.baseUrl}/Practitioner/maria-lindqvist`);
    const accessToken = await jwtVerify(tokens.access_token, keys, {
      issuer: hospital.issuer,
      audience: hospital.fhirServer.baseUrl,
      algorithms: ['ES256'],
      typ: 'at+jwt',
    });
    expect(accessToken.payload).toMatchObject({
      sub: idToken.payload.sub,
      client_id: 'chart',
      scope: SCOPE,
      patient: tokens.patient,
      fhirUser: idToken.payload.fhirUser,
    });

    const read = await fetch(`${hospital.fhirServer.baseUrl}/Patient/${tokens.patient}`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(read.status).toBe(200);
  });

  it('second login in another browser: the same account, and no second one', async () => {
    const first = await getTokens(hospital, { username: 'wei.chen' });
    const before = await accounts();
    const second = await getTokens(hospital, { username: 'wei.chen' });
    expect(await accounts()).toBe(before);
    expect(decodeJwt(second.tokens.id_token).sub).toBe(decodeJwt(first.tokens.id_token).sub);
  });

  it('a claim copied as fhirUser is used without a search', async () => {
    const searches = hospital.fhirServer.requests.filter(({ url }) => url.includes('Practitioner?')).length;
    const { tokens } = await getTokens(hospital, { username: 'amara.diallo' });
    expect(decodeJwt(tokens.id_token).fhirUser).toBe(
      `${hospital.fhirServer.baseUrl}/Practitioner/amara-diallo`,
    );
    expect(hospital.fhirServer.requests.filter(({ url }) => url.includes('Practitioner?')).length).toBe(
      searches,
    );
  });

  it('a patient gets their own record, and is not asked for a patient', async () => {
    const { tokens } = await getTokens(hospital, { username: 'emma.devries' });
    expect(decodeJwt(tokens.id_token).fhirUser).toBe(
      `${hospital.fhirServer.baseUrl}/Patient/${tokens.patient}`,
    );
  });

  it('the fhirUser that an administrator set is used when no claim names one', async () => {
    const store = hospital.app.get(AccountStore);
    const robert = hospital.identityProvider.people.find(({ username }) => username === 'robert.hale')!;
    const account = await store.create({ externalId: robert.oid, fhirUser: 'Practitioner/james-okafor' });
    const { tokens } = await getTokens(hospital, { username: 'robert.hale' });
    expect(decodeJwt(tokens.id_token)).toMatchObject({
      sub: account.id,
      fhirUser: `${hospital.fhirServer.baseUrl}/Practitioner/james-okafor`,
    });
  });

  it('refused when two resources match: no account, a page without internal details, an audit row with the trail', async () => {
    proves('TM-18');
    const before = await accounts();
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const page = await walkThrough(browser, await browser.get(app.authorizationUrl()), {
      username: 'sofia.rossi',
    });
    expect(page.status).toBe(403);
    expect(page.text).toContain('More than one record fits your account, and we will not guess.');
    expect(page.html).not.toMatch(/sofia|Practitioner|identifier|several_fhir_users/i);
    expect(await accounts()).toBe(before);

    const audit = await lastAudit('login.refused');
    expect(audit).toMatchObject({ reason: 'several_fhir_users', scheme: 'hospital', clientId: 'chart' });
    expect(page.text).toContain(audit.reference);
    expect(audit.trail).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          step: 'fhirUser.lookup',
          finding: '2 matches',
          url: expect.stringContaining('/Practitioner?identifier='),
        }),
      ]),
    );
  });

  it('two launches for two patients in one browser give two different patients', async () => {
    const browser = newBrowser();
    const first = await getTokens(hospital, { username: 'james.okafor', patient: undefined }, { browser });
    const app = new SmartApp(hospital);
    const start = await browser.get(app.authorizationUrl());
    const other = start.forms
      .flatMap(({ fields }) => fields)
      .find(({ name, value }) => name === 'patient' && value !== first.tokens.patient)!;
    const second = await getTokens(hospital, { username: 'james.okafor', patient: other.value }, { browser });

    expect(second.tokens.patient).toBe(other.value);
    expect(second.tokens.patient).not.toBe(first.tokens.patient);
    // The first launch keeps its own patient, also after a refresh.
    const refreshed = await first.app.refresh(first.tokens.refresh_token);
    expect(refreshed.body.patient).toBe(first.tokens.patient);
    expect(decodeJwt(refreshed.body.access_token).patient).toBe(first.tokens.patient);
    const refreshedSecond = await second.app.refresh(second.tokens.refresh_token);
    expect(refreshedSecond.body.patient).toBe(other.value);
  });

  it('a declined scope is not granted; every other scope is', async () => {
    const { tokens } = await getTokens(hospital, {
      username: 'maria.lindqvist',
      decline: ['patient/Condition.rs'],
    });
    expect(tokens.scope).toBe(SCOPE.replace(' patient/Condition.rs', ''));
    const conditions = await fetch(`${hospital.fhirServer.baseUrl}/Condition?patient=${tokens.patient}`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(conditions.status).toBe(403);
  });

  it('"Do not allow" sends the app access_denied', async () => {
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const page = await walkThrough(browser, await browser.get(app.authorizationUrl()), {
      username: 'maria.lindqvist',
      decision: 'deny',
    });
    expect(app.answer(page)).toMatchObject({
      error: 'access_denied',
      state: app.state,
      iss: hospital.issuer,
    });
  });
});

describe('without provisioning', () => {
  let hospital: Hospital;

  beforeAll(async () => {
    hospital = await startHospital({
      configure: (configuration) => {
        configuration.externalIdentityProviders.identityProvider[0].allowAutoProvision = false;
      },
    });
  });
  afterAll(() => hospital.close());

  it('an unknown person is refused in words that say whom to ask', async () => {
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const page = await walkThrough(browser, await browser.get(app.authorizationUrl()), {
      username: 'maria.lindqvist',
    });
    expect(page.status).toBe(403);
    expect(page.text).toContain('it has not been given access to this service yet');
  });

  it('an account made beforehand is found by its e-mail address, because Entra says that the address is verified', async () => {
    const maria = hospital.identityProvider.people.find(({ username }) => username === 'maria.lindqvist')!;
    const account = await hospital.app
      .get(AccountStore)
      .create({ email: maria.email.toUpperCase().replace('@HARBOUR', '@Harbour') });
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    expect(decodeJwt(tokens.id_token).sub).toBe(account.id);
  });

  it('a deactivated account is refused, and its refresh tokens end at once', async () => {
    const store = hospital.app.get(AccountStore);
    const wei = hospital.identityProvider.people.find(({ username }) => username === 'wei.chen')!;
    const account = await store.create({ externalId: wei.oid });
    const { app, tokens } = await getTokens(hospital, { username: 'wei.chen' });
    const { version } = (await store.findById(account.id))!;
    await hospital.app.get(AccountDirectory).update(account.id, version, { status: 'deactivated' });
    expect((await app.refresh(tokens.refresh_token)).body.error).toBe('invalid_grant');
    const browser = newBrowser();
    const page = await walkThrough(browser, await browser.get(new SmartApp(hospital).authorizationUrl()), {
      username: 'wei.chen',
    });
    expect(page.text).toContain('This account has been switched off');
  });
});
