import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { DataSource } from 'typeorm';
import type { HttpBrowser } from 'wardkey-sandbox/http-browser.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { makeProviderKeys } from '#src/cli/provider-keys.js';
import { freePort, type Hospital, startHospital } from '../support/hospital.js';
import { RelyingParty, relyingParty } from '../support/relying-party.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';
import { hasJava, NO_JAVA } from './support/java.js';
import { type Keycloak, KEYCLOAK_CLIENT, type KeycloakPerson, startKeycloak } from './support/keycloak.js';

const describeWithJava = hasJava ? describe : describe.skip;
if (!hasJava) console.warn(`Skipped: ${NO_JAVA}`);

const MARIA: KeycloakPerson = {
  username: 'maria',
  firstName: 'Maria',
  lastName: 'Lindqvist',
  email: 'maria.lindqvist@harbour.example',
  employeeid: 'S10234',
  groups: ['Ward 4'],
};
/** A person without groups. */
const WEI: KeycloakPerson = {
  username: 'wei.chen',
  firstName: 'Wei',
  lastName: 'Chen',
  email: 'wei.chen@harbour.example',
  employeeid: 'S10311',
};

/** Further registrations: their settings at Keycloak, and their settings here. */
const byKey = (signing: string) => ({
  clientAuthenticatorType: 'client-jwt',
  attributes: {
    'use.jwks.url': 'true',
    'token.endpoint.auth.signing.alg': signing,
  },
});
const encrypted = (alg: string, enc: string, signedBy: string) => ({
  'id.token.encrypted.response.alg': alg,
  'id.token.encrypted.response.enc': enc,
  'id.token.signed.response.alg': signedBy,
});
const REGISTRATIONS: Record<string, { there: Record<string, any>; here: Record<string, unknown> }> = {
  pushing: {
    there: { attributes: { 'require.pushed.authorization.requests': 'true' } },
    here: { pushedAuthorizationRequests: 'always' },
  },
  'not-pushing': {
    there: { attributes: { 'require.pushed.authorization.requests': 'true' } },
    here: {},
  },
  'rsa-keys': {
    there: {
      ...byKey('RS256'),
      attributes: { ...byKey('RS256').attributes, ...encrypted('RSA-OAEP-256', 'A256GCM', 'ES256') },
    },
    here: { idTokenSigningAlgorithms: ['ES256'] },
  },
  'elliptic-keys': {
    there: {
      ...byKey('ES256'),
      attributes: { ...byKey('ES256').attributes, ...encrypted('ECDH-ES', 'A128CBC-HS256', 'PS256') },
    },
    here: { idTokenSigningAlgorithms: ['PS256'] },
  },
  'signed-userinfo': {
    there: {
      attributes: { 'user.info.response.signature.alg': 'RS256', 'id.token.signed.response.alg': 'EdDSA' },
    },
    here: { userinfo: 'always', idTokenSigningAlgorithms: ['RS256', 'EdDSA'] },
  },
  'in-a-group': {
    there: {},
    here: { autoProvisionFromSecurityGroup: ['Ward 4'], securityGroupCheck: 'everySignIn' },
  },
};
const KEYS = { 'rsa-keys': ['RS256', 'RSA-OAEP-256'], 'elliptic-keys': ['ES256', 'ECDH-ES'] } as const;

describeWithJava('signing in at Keycloak', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wardkey-keycloak-'));
  let keycloak: Keycloak;
  let hospital: Hospital;

  beforeAll(async () => {
    const port = await freePort();
    const ownKeys: Record<string, object> = {};
    for (const [scheme, [signing, encryption]] of Object.entries(KEYS)) {
      const file = join(folder, `${scheme}.json`);
      await makeProviderKeys(file, { signing, encryption });
      const keys = readFileSync(file, 'utf8');
      ownKeys[scheme] = {
        clientAuthentication: 'private_key_jwt',
        clientSecret: undefined,
        clientPrivateKey: keys,
        idTokenDecryptionKey: keys,
      };
    }
    keycloak = await startKeycloak(`http://127.0.0.1:${port}`, [MARIA, WEI]);
    for (const [scheme, { there }] of Object.entries(REGISTRATIONS)) {
      const jwks = { 'jwks.url': `http://127.0.0.1:${port}/federation/${scheme}/jwks` };
      await keycloak.addClient(scheme, {
        ...there,
        attributes: { ...there.attributes, ...(scheme in KEYS ? jwks : {}) },
      });
    }
    hospital = await startHospital({
      port,
      configure: (configuration) => {
        configuration.scopes = [{ name: 'groups', claims: ['groups'] }];
        configuration.clients.push(relyingParty('portal', { idTokenClaims: ['name', 'groups'] }));
        const [standIn] = configuration.externalIdentityProviders.identityProvider;
        const entry = {
          ...KEYCLOAK_CLIENT,
          kind: 'keycloak',
          authority: keycloak.issuer,
          allowAutoProvision: true,
          accountMatch: ['sub'],
          logoutMethod: 'singleSignout',
          userClaimsFromIdToken: [{ key: 'groups' }],
          fhirUserLookupClaimsMapping: standIn.fhirUserLookupClaimsMapping,
        };
        configuration.externalIdentityProviders.identityProvider = [
          { ...entry, scheme: 'keycloak' },
          ...Object.entries(REGISTRATIONS).map(([scheme, { here }]) => ({
            ...entry,
            scheme,
            clientId: `wardkey-${scheme}`,
            ...here,
            ...ownKeys[scheme],
          })),
        ];
      },
    });
  });
  afterAll(async () => {
    await hospital?.close();
    await keycloak?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** From the app to the identity provider’s page, and back again. */
  async function signIn(
    start: string,
    username: string,
    { browser = newBrowser(), scheme = 'keycloak' } = {},
  ) {
    const chooser = await browser.get(start);
    const there = await browser.get(
      chooser.links.find(({ href }) => href.endsWith(`/providers/${scheme}`))!.href,
    );
    if (!there.url.startsWith(keycloak.issuer)) return there;
    return keycloak.signIn(browser, there, username);
  }

  /** The whole way to the tokens of a client without FHIR. */
  async function tokensOf(username: string, scheme = 'keycloak') {
    const browser = newBrowser();
    const rp = new RelyingParty(hospital, 'portal', browser);
    const here = await signIn(rp.url({ scope: 'openid profile email groups fhirUser' }), username, {
      browser,
      scheme,
    });
    const { code } = rp.app.answer(await walkThrough(browser, here, { username: '' }));
    const { body } = await rp.redeem(code!);
    return { rp, browser, body, userinfo: (await rp.userinfo(body.access_token)).body };
  }

  it('finds the person, keeps the profile claims, and passes on groups', async () => {
    const { body, userinfo } = await tokensOf('maria');
    expect(userinfo).toMatchObject({
      name: 'Maria Lindqvist',
      given_name: 'Maria',
      family_name: 'Lindqvist',
      preferred_username: 'maria',
      email: MARIA.email,
      email_verified: true,
      groups: ['Ward 4'],
      fhirUser: `${hospital.fhirServer.baseUrl}/Practitioner/maria-lindqvist`,
    });
    expect(decodeJwt(body.id_token)).toMatchObject({ name: 'Maria Lindqvist', groups: ['Ward 4'] });
  });

  it.each(['pushing', 'rsa-keys', 'elliptic-keys', 'signed-userinfo', 'in-a-group'])(
    'signs in with another kind of registration: %s',
    async (scheme) => {
      const { userinfo } = await tokensOf('maria', scheme);
      expect(userinfo).toMatchObject({ name: 'Maria Lindqvist', groups: ['Ward 4'] });
    },
  );

  it('a request that should have been pushed: Keycloak’s words are in the trail, and the page says that it is not about the person', async () => {
    const page = await signIn(new SmartApp(hospital).authorizationUrl(), 'maria', { scheme: 'not-pushing' });
    expect([page.status, page.text]).toEqual([500, expect.stringContaining('This is not about you')]);
    const rows = await hospital.app
      .get(DataSource)
      .getRepository(AuditEvent)
      .findBy({ event: 'login.failed', reason: 'request_refused' });
    expect(rows).toMatchObject([
      { trail: [{ finding: 'error invalid_request: Pushed Authorization Request is only allowed.' }] },
    ]);
  });

  it('a person without groups has no groups: the missing claim does not mean "unknown"', async () => {
    const page = await signIn(new SmartApp(hospital).authorizationUrl(), 'wei.chen', {
      scheme: 'in-a-group',
    });
    expect([page.status, page.text]).toEqual([
      403,
      expect.stringContaining('is not in a group that may use this service'),
    ]);
  });

  describe('signing out', () => {
    const SCOPE = 'openid fhirUser offline_access user/Patient.rs';

    async function appOf(username: string) {
      const browser = newBrowser();
      const app = new SmartApp(hospital);
      const here = await signIn(app.authorizationUrl({ scope: SCOPE }), username, { browser });
      const { code } = app.answer(await walkThrough(browser, here, { username: '' }));
      const { body } = await app.redeem(code!);
      return { app, browser, refreshToken: body.refresh_token as string };
    }
    const isSignedIn = async (browser: HttpBrowser) => {
      const app = new SmartApp(hospital);
      const parameters = { scope: 'openid', aud: undefined, prompt: 'none' };
      return app.answer(await browser.get(app.authorizationUrl(parameters))).error !== 'login_required';
    };
    const rows = () =>
      hospital.app
        .get(DataSource)
        .getRepository(AuditEvent)
        .find({ where: { event: 'session.ended_by_provider' }, order: { occurredAt: 'ASC' } });

    it('here also signs out there; the message that comes back leaves offline access', async () => {
      const { app, browser, refreshToken } = await appOf('maria');
      const before = (await rows()).length;
      const question = await browser.get(`${hospital.issuer}/logout`);
      const done = await browser.submit(question, { button: 'yes' });
      expect(done.h1).toBe('You are signed out');
      expect(await isSignedIn(browser)).toBe(false);
      expect((await rows()).slice(before)).toMatchObject([
        { outcome: 'success', trail: [{ finding: expect.stringContaining('own sign-out') }] },
      ]);
      expect((await app.refresh(refreshToken)).status).toBe(200);
      // The person is signed out there too: the next sign-in asks who signs in.
      const chooser = await browser.get(new SmartApp(hospital).authorizationUrl());
      const there = await browser.get(
        chooser.links.find(({ href }) => href.endsWith('/providers/keycloak'))!.href,
      );
      expect(there.url).toContain(keycloak.issuer);
    });

    it('by an administrator there ends the session and offline access here', async () => {
      const { app, browser, refreshToken } = await appOf('maria');
      const [user] = await keycloak.admin('GET', '/hospital/users?username=maria');
      await keycloak.admin('POST', `/hospital/users/${user.id}/logout`);
      expect(await isSignedIn(browser)).toBe(false);
      expect((await app.refresh(refreshToken)).status).toBe(400);
    });
  });
});
