import { decodeJwt } from 'jose';
import { DataSource } from 'typeorm';
import { Account } from '#src/accounts/account.entity.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import {
  type Glewlwyd,
  type GlewlwydPerson,
  hasGlewlwyd,
  NO_GLEWLWYD,
  RELYING_PARTY,
  startGlewlwyd,
} from '../support/glewlwyd.js';
import { freePort, type Hospital, startHospital } from '../support/hospital.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

const describeWithGlewlwyd = hasGlewlwyd ? describe : describe.skip;
if (!hasGlewlwyd) console.warn(`Skipped: ${NO_GLEWLWYD}`);

const maria: GlewlwydPerson = {
  username: 'maria',
  name: 'Maria Lindqvist',
  email: 'maria.lindqvist@harbour.example',
  employeeid: 'S10234',
};
const stranger: GlewlwydPerson = { ...maria, username: 'stranger', name: 'A Stranger', employeeid: '1' };

/** Two ways to sign in at the same identity provider, as two registrations of one product. */
const PROVIDERS = {
  code: {
    responseType: 'code',
    clientSecret: RELYING_PARTY.clientSecret,
    // Glewlwyd gives this claim only when it is asked for, here at userinfo. Without it no resource would be found.
    userinfo: 'always',
    claimsParameter: { userinfo: { employeeid: null } },
  },
  implicit: { responseType: 'id_token', claimsParameter: { id_token: { employeeid: null } } },
};

describeWithGlewlwyd.each(Object.keys(PROVIDERS) as Array<keyof typeof PROVIDERS>)(
  'signing in at Glewlwyd, an OpenID provider written by others: %s flow',
  (flow) => {
    let glewlwyd: Glewlwyd;
    let hospital: Hospital;
    const requests: URL[] = [];

    beforeAll(async () => {
      const port = await freePort();
      const redirectUri = `http://127.0.0.1:${port}/federation/glewlwyd/signin`;
      glewlwyd = await startGlewlwyd([maria, stranger], [redirectUri]);
      hospital = await startHospital({
        port,
        configure: (configuration) => {
          const [standIn] = configuration.externalIdentityProviders.identityProvider;
          configuration.externalIdentityProviders.identityProvider = [
            {
              scheme: 'glewlwyd',
              authority: glewlwyd.issuer,
              clientId: RELYING_PARTY.clientId,
              scope: 'openid profile',
              allowAutoProvision: true,
              accountMatch: ['sub'],
              fhirUserLookupClaimsMapping: standIn.fhirUserLookupClaimsMapping,
              ...PROVIDERS[flow],
            },
          ];
        },
      });
    });
    afterAll(async () => {
      await hospital?.close();
      await glewlwyd?.close();
    });

    async function signIn(person: GlewlwydPerson, app = new SmartApp(hospital), browser = newBrowser()) {
      const login = await browser.get(app.authorizationUrl());
      requests.push(...browser.history.map(({ url }) => new URL(url)));
      const back = await glewlwyd.signIn(browser, login, person);
      // The implicit flow returns with a form that the identity provider’s page would submit by itself.
      const page = back.url.startsWith(glewlwyd.issuer) ? await browser.submit(back) : back;
      return { app, browser, page };
    }

    it('sends what the flow needs', async () => {
      await signIn(maria);
      const { searchParams } = requests.find(({ pathname }) => pathname.endsWith('/oidc/auth'))!;
      expect(Object.fromEntries(searchParams)).toMatchObject(
        flow === 'code'
          ? { response_type: 'code', code_challenge_method: 'S256', code_challenge: expect.any(String) }
          : { response_type: 'id_token', response_mode: 'form_post' },
      );
      expect(searchParams.get('nonce')).toEqual(expect.any(String));
    });

    it('ends with tokens that say which Practitioner signed in, and with a refresh', async () => {
      const { app, browser, page } = await signIn(maria);
      const { code } = app.answer(await walkThrough(browser, page, { username: '' }));
      const { body: tokens } = await app.redeem(code!);
      const idToken = decodeJwt(tokens.id_token);
      expect(idToken).toMatchObject({
        iss: hospital.issuer,
        fhirUser: `${hospital.fhirServer.baseUrl}/Practitioner/maria-lindqvist`,
      });
      const refreshed = await app.refresh(tokens.refresh_token);
      expect(refreshed.status).toBe(200);
      expect(decodeJwt(refreshed.body.id_token).sub).toBe(idToken.sub);
      const patient = await fetch(`${hospital.fhirServer.baseUrl}/Patient/${tokens.patient}`, {
        headers: { authorization: `Bearer ${refreshed.body.access_token}` },
      });
      expect(patient.status).toBe(200);
    });

    it('recognizes the same person again', async () => {
      const first = await signIn(maria);
      await walkThrough(first.browser, first.page, { username: '' });
      const second = await signIn(maria);
      await walkThrough(second.browser, second.page, { username: '' });
      expect(
        await hospital.app.get(DataSource).getRepository(Account).countBy({ displayName: maria.name }),
      ).toBe(1);
    });

    it('refuses a person without a matching resource, and makes no account', async () => {
      const { page } = await signIn(stranger);
      expect(page.text).toContain('We could not find your record');
      const dataSource = hospital.app.get(DataSource);
      expect(await dataSource.getRepository(Account).countBy({ displayName: stranger.name })).toBe(0);
      expect(await dataSource.getRepository(AuditEvent).findBy({ event: 'login.refused' })).toMatchObject([
        { reason: 'no_fhir_user', scheme: 'glewlwyd' },
      ]);
    });
  },
);
