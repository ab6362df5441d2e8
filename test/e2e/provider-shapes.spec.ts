import { generateKeyPair as generateKeyObjects } from 'node:crypto';
import { promisify } from 'node:util';
import { decodeJwt, exportJWK, generateKeyPair } from 'jose';
import { AccountStore } from '#src/accounts/account.store.js';
import type { Page } from 'wardkey-sandbox/http-browser.js';
import { compact, es256 } from '../support/forged-token.js';
import { type Hospital, type HospitalOptions, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { type ScriptedProvider, type Script, startScriptedProvider } from '../support/scripted-provider.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

const TENANT = '3f8a1c52-7d0e-4b69-9a35-c1e2d40b7f16';
const FHIR_USER = 'Practitioner/maria-lindqvist';

let provider: ScriptedProvider;
let hospital: Hospital;

async function start(
  script: Script,
  settings: Record<string, unknown>,
  more: HospitalOptions = {},
): Promise<void> {
  provider = await startScriptedProvider(script);
  hospital = await startHospital({
    ...more,
    configure: (configuration) => {
      configuration.externalIdentityProviders.identityProvider = [
        {
          scheme: 'hospital',
          displayName: 'Hospital account',
          authority: provider.origin,
          clientId: 'wardkey',
          clientSecret: 'a-secret-with:special/chars',
          allowAutoProvision: true,
          ...settings,
        },
      ];
    },
  });
}
afterEach(async () => {
  await hospital?.close();
  await provider?.close();
});

async function signIn(): Promise<{ page: Page; claims?: Record<string, any> }> {
  const app = new SmartApp(hospital);
  const browser = newBrowser();
  let page = await browser.get(app.authorizationUrl());
  // An identity provider that answers by form_post: its page has one button when scripts do not run.
  if (page.url.startsWith(provider.origin)) page = await browser.submit(page, { button: 'on' });
  page = await walkThrough(browser, page, { username: '-' });
  if (page.status !== 0) return { page };
  const { body } = await app.redeem(app.answer(page).code!);
  return { page, claims: decodeJwt(body.id_token) };
}
const isFhirUser = (claims: Record<string, any> | undefined) =>
  expect(claims?.fhirUser).toBe(`${hospital.fhirServer.baseUrl}/${FHIR_USER}`);
const copyFhirUser = (key: string) => ({ userClaimsFromIdToken: [{ key, copyAs: 'fhirUser' }] });

describe('claim shapes of the products', () => {
  const entra = {
    ver: '2.0',
    oid: '0b6de9a1-5c3f-4a27-9e84-71f2c6d8b035',
    tid: TENANT,
    sub: 'pairwise-opaque',
    name: 'Maria Lindqvist',
  };

  it.each([
    ['text', FHIR_USER],
    ['a list of one', [FHIR_USER]],
  ])('Entra ID: the directory extension extn.fhirUser as %s', async (_what, value) => {
    await start(
      { idToken: { ...entra, 'extn.fhirUser': value } },
      { kind: 'entraId', ...copyFhirUser('extn.fhirUser') },
    );
    isFhirUser((await signIn()).claims);
    expect(provider.tokenRequests[0]!.form.get('client_secret')).toBe('a-secret-with:special/chars');
  });

  it('Entra ID: a directory extension with two values is refused', async () => {
    await start(
      { idToken: { ...entra, 'extn.fhirUser': [FHIR_USER, 'Practitioner/wei-chen'] } },
      { kind: 'entraId', ...copyFhirUser('extn.fhirUser') },
    );
    expect((await signIn()).page.text).toContain('We could not find your record');
  });

  it('Entra ID: implicit flow, the ID token posted back through the browser', async () => {
    await start(
      { idToken: { ...entra, 'extn.fhirUser': FHIR_USER } },
      {
        kind: 'entraId',
        responseType: 'id_token',
        clientSecret: undefined,
        ...copyFhirUser('extn.fhirUser'),
      },
    );
    isFhirUser((await signIn()).claims);
    expect(Object.fromEntries(provider.authorizationRequests[0]!)).toMatchObject({
      response_type: 'id_token',
      response_mode: 'form_post',
    });
    expect(provider.tokenRequests).toEqual([]);
  });

  it('Entra ID: of many directories only those of the settings are accepted', async () => {
    proves('BI-14');
    const issuer = (tid: string) => `${provider.origin}/${tid}/v2.0`;
    const template = { discovery: {} as Record<string, unknown>, idToken: {} as Record<string, unknown> };
    provider = await startScriptedProvider(template);
    const { origin } = provider;
    template.discovery.issuer = `${origin}/{tenantid}/v2.0`;
    template.idToken = { ...entra, iss: issuer(TENANT), 'extn.fhirUser': FHIR_USER };
    hospital = await startHospital({
      configure: (configuration) => {
        configuration.externalIdentityProviders.identityProvider = [
          {
            scheme: 'hospital',
            kind: 'entraId',
            authority: origin,
            issuer: `${origin}/{tenantid}/v2.0`,
            tenants: [TENANT],
            clientId: 'wardkey',
            clientSecret: 's3cret-s3cret-s3cret',
            allowAutoProvision: true,
            ...copyFhirUser('extn.fhirUser'),
          },
        ];
      },
    });
    isFhirUser((await signIn()).claims);
    // A foreign directory, and one with a false tid.
    for (const claims of [
      { iss: issuer('foreign'), tid: 'foreign' },
      { iss: issuer('foreign'), tid: TENANT },
      { iss: issuer(TENANT), tid: 'foreign' },
    ]) {
      template.idToken = { ...entra, ...claims, sub: 'other', 'extn.fhirUser': FHIR_USER };
      expect((await signIn()).page.text).toContain('does not answer as it should');
    }
  });

  it('Entra ID: a person is known by tid and oid when a new registration changes sub', async () => {
    await start(
      { idToken: { ...entra, 'extn.fhirUser': FHIR_USER } },
      { kind: 'entraId', ...copyFhirUser('extn.fhirUser') },
    );
    const first = await signIn();
    provider.script = { idToken: { ...entra, sub: 'another-pairwise', 'extn.fhirUser': FHIR_USER } };
    expect((await signIn()).claims?.sub).toBe(first.claims?.sub);
  });

  it.each([
    [
      'overage in the code flow',
      {
        _claim_names: { groups: 'src1' },
        _claim_sources: { src1: { endpoint: 'https://graph.windows.net/x' } },
      },
    ],
    ['overage in the implicit flow', { hasgroups: true }],
    ['overage as text', { hasgroups: 'true' }],
    ['no claim', {}],
  ])(
    'Entra ID: unknown groups (%s) do not mean "no groups", and the person is refused',
    async (_what, claims) => {
      await start(
        { idToken: { ...entra, ...claims, 'extn.fhirUser': FHIR_USER } },
        { kind: 'entraId', autoProvisionFromSecurityGroup: ['Nurses'], ...copyFhirUser('extn.fhirUser') },
      );
      expect((await signIn()).page.text).toContain('We could not see which groups you belong to');
    },
  );

  it('Okta: a small ID token, and the other claims at userinfo', async () => {
    await start(
      {
        idToken: { sub: '00u1', ver: 1, amr: ['pwd'] },
        userinfo: {
          sub: '00u1',
          name: 'Maria Lindqvist',
          email: 'maria@harbour.example',
          email_verified: true,
          fhirUser: FHIR_USER,
        },
      },
      { kind: 'okta', ...copyFhirUser('fhirUser') },
    );
    const { claims } = await signIn();
    isFhirUser(claims);
    expect((await hospital.app.get(AccountStore).findById(claims!.sub))?.email).toBe('maria@harbour.example');
    expect(provider.tokenRequests[0]!.authorization).toMatch(/^Basic /);
  });

  it('Okta: exactly 100 groups may have been cut off', async () => {
    const groups = Array.from({ length: 100 }, (_one, index) => (index === 0 ? 'Nurses' : `g${index}`));
    await start(
      { idToken: { sub: '00u1' }, userinfo: { sub: '00u1', groups, fhirUser: FHIR_USER } },
      { kind: 'okta', autoProvisionFromSecurityGroup: ['Nurses'], ...copyFhirUser('fhirUser') },
    );
    expect((await signIn()).page.text).toContain('We could not see which groups you belong to');
    provider.script.userinfo = { sub: '00u1', groups: groups.slice(0, 99), fhirUser: FHIR_USER };
    isFhirUser((await signIn()).claims);
  });

  it('Auth0: an issuer that ends with a slash, and claims named by URL', async () => {
    const template: Script = { idToken: {}, discovery: {} };
    provider = await startScriptedProvider(template);
    const issuer = `${provider.origin}/`;
    template.discovery = { issuer };
    template.idToken = {
      iss: issuer,
      sub: 'waad|abc',
      updated_at: '2026-11-01T10:00:00.000Z',
      'https://clinic.example/fhirUser': FHIR_USER,
    };
    hospital = await startHospital({
      configure: (configuration) => {
        configuration.externalIdentityProviders.identityProvider = [
          {
            scheme: 'hospital',
            kind: 'auth0',
            authority: issuer,
            clientId: 'wardkey',
            clientSecret: 's3cret-s3cret-s3cret',
            allowAutoProvision: true,
            ...copyFhirUser('https://clinic.example/fhirUser'),
          },
        ];
      },
    });
    isFhirUser((await signIn()).claims);
  });

  it('SURFconext: attributes at userinfo, staff number in a list', async () => {
    const userinfo = {
      sub: 'pairwise',
      uids: ['maria'],
      schac_home_organization: 'harbour.example',
      eduperson_principal_name: 'maria@harbour.example',
      email: 'maria@harbour.example',
    };
    await start(
      { idToken: { sub: 'pairwise', acr: 'https://surfconext.nl/assurance/loa2' }, userinfo },
      { kind: 'surfconext', allowAutoProvision: false },
    );
    const account = await hospital.app
      .get(AccountStore)
      .create({ externalId: 'maria@harbour.example', fhirUser: FHIR_USER });
    const { claims } = await signIn();
    isFhirUser(claims);
    expect(claims!.sub).toBe(account.id);
  });

  it('Google: its short issuer is the same identity provider', async () => {
    const template: Script = {
      idToken: {
        iss: 'accounts.google.com',
        sub: '1234567890',
        email: 'maria@harbour.example',
        email_verified: true,
        hd: 'harbour.example',
      },
    };
    await start(template, { kind: 'google', allowAutoProvision: false });
    const account = await hospital.app
      .get(AccountStore)
      .create({ email: 'maria@harbour.example', fhirUser: FHIR_USER });
    expect((await signIn()).claims?.sub).toBe(account.id);
    template.idToken.iss = provider.origin;
    expect((await signIn()).claims?.sub).toBe(account.id);
  });

  it('Keycloak: nested claims by JSON Pointer, group paths', async () => {
    await start(
      {
        idToken: { sub: 'f:1', typ: 'ID', groups: ['/staff/cardio'], attributes: { fhirUser: [FHIR_USER] } },
      },
      {
        kind: 'keycloak',
        autoProvisionFromSecurityGroup: ['/staff/cardio'],
        ...copyFhirUser('/attributes/fhirUser'),
      },
    );
    isFhirUser((await signIn()).claims);
  });
});

describe('settings of an identity provider', () => {
  const idToken = { sub: 's1', fhirUser: FHIR_USER, email: 'maria@harbour.example' };

  it('callbackPath: a former redirect URI keeps working', async () => {
    await start({ idToken }, { callbackPath: '/process_sso', ...copyFhirUser('fhirUser') });
    isFhirUser((await signIn()).claims);
    expect(provider.authorizationRequests[0]!.get('redirect_uri')).toBe(`${hospital.issuer}/process_sso`);
  });

  it('acrValues, prompt and claimsParameter are sent', async () => {
    const claimsParameter = { id_token: { email: null } };
    await start(
      { idToken },
      { acrValues: 'loa2', prompt: 'select_account', claimsParameter, ...copyFhirUser('fhirUser') },
    );
    isFhirUser((await signIn()).claims);
    expect(Object.fromEntries(provider.authorizationRequests[0]!)).toMatchObject({
      acr_values: 'loa2',
      prompt: 'select_account',
      claims: JSON.stringify(claimsParameter),
      code_challenge_method: 'S256',
    });
  });

  it('private_key_jwt: an assertion with the certificate’s thumbprint, and no secret', async () => {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const clientPrivateKey = JSON.stringify({
      ...(await exportJWK(privateKey)),
      kid: 'k1',
      'x5t#S256': 'thumbprint',
    });
    await start(
      { idToken },
      {
        clientAuthentication: 'private_key_jwt',
        clientPrivateKey,
        clientSecret: undefined,
        ...copyFhirUser('fhirUser'),
      },
    );
    isFhirUser((await signIn()).claims);
    const { form, authorization } = provider.tokenRequests[0]!;
    expect(authorization).toBeUndefined();
    expect(form.get('client_secret')).toBeNull();
    const assertion = form.get('client_assertion')!;
    expect(decodeJwt(assertion)).toMatchObject({
      iss: 'wardkey',
      sub: 'wardkey',
      aud: `${provider.origin}/token`,
      jti: expect.any(String),
    });
    expect(JSON.parse(Buffer.from(assertion.split('.')[0]!, 'base64url').toString())).toMatchObject({
      kid: 'k1',
      'x5t#S256': 'thumbprint',
    });
  });

  it('idTokenDecryptionKey: encrypted ID tokens are opened, and plain ones are refused then', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RSA-OAEP-256', { extractable: true });
    const idTokenDecryptionKey = JSON.stringify({ ...(await exportJWK(privateKey)), alg: 'RSA-OAEP-256' });
    await start(
      { idToken, encryptTo: await exportJWK(publicKey) },
      { idTokenDecryptionKey, ...copyFhirUser('fhirUser') },
    );
    isFhirUser((await signIn()).claims);
    provider.script = { idToken };
    expect((await signIn()).page.text).toContain('does not answer as it should');
  });

  it('displayName labels the button, otherwise the scheme does', async () => {
    const entry = { authority: 'https://idp.hospital.test', clientId: 'w', clientSecret: 's3cret-s3cret' };
    hospital = await startHospital({
      configure: (configuration) => {
        configuration.externalIdentityProviders.identityProvider = [
          { ...entry, scheme: 'staff', displayName: 'Staff account' },
          { ...entry, scheme: 'patients' },
        ];
      },
    });
    const page = await newBrowser().get(new SmartApp(hospital).authorizationUrl());
    const buttons = page.links.filter(({ href }) => href.includes('/providers/'));
    expect(buttons.map(({ text }) => text)).toEqual([
      expect.stringContaining('Staff account'),
      expect.stringContaining('patients'),
    ]);
  });

  it('clientId and scope are sent as they are written', async () => {
    await start(
      { idToken },
      { clientId: 'our-registration', scope: 'openid profile groups', ...copyFhirUser('fhirUser') },
    );
    isFhirUser((await signIn()).claims);
    expect(Object.fromEntries(provider.authorizationRequests[0]!)).toMatchObject({
      client_id: 'our-registration',
      scope: 'openid profile groups',
      redirect_uri: `${hospital.issuer}/federation/hospital/signin`,
    });
  });

  it.each([
    ['client_secret_basic', /^Basic /, null],
    ['client_secret_post', undefined, 'a-secret-with:special/chars'],
  ])('clientAuthentication: %s', async (clientAuthentication, header, secret) => {
    await start({ idToken }, { clientAuthentication, ...copyFhirUser('fhirUser') });
    isFhirUser((await signIn()).claims);
    const { form, authorization } = provider.tokenRequests[0]!;
    if (header) expect(authorization).toMatch(header);
    else expect(authorization).toBeUndefined();
    expect(form.get('client_secret')).toBe(secret);
  });

  it('explicit endpoints and issuer: no discovery document is asked for', async () => {
    provider = await startScriptedProvider({
      idToken: { ...idToken, iss: 'https://named.otherwise.test', fhirUser: undefined },
      routes: { '/people': (response) => void response.end(JSON.stringify(idToken)) },
    });
    const { origin } = provider;
    hospital = await startHospital({
      configure: (configuration) => {
        configuration.externalIdentityProviders.identityProvider = [
          {
            scheme: 'hospital',
            issuer: 'https://named.otherwise.test',
            authorizationEndpoint: `${origin}/authorize`,
            tokenEndpoint: `${origin}/token`,
            jwksUri: `${origin}/keys`,
            userinfoEndpoint: `${origin}/people`,
            userinfo: 'always',
            clientId: 'wardkey',
            clientSecret: 's3cret-s3cret',
            allowAutoProvision: true,
            ...copyFhirUser('fhirUser'),
          },
        ];
      },
    });
    isFhirUser((await signIn()).claims);
    expect(provider.visits).toEqual(['/authorize', '/token', '/keys', '/people']);
  });

  it('idTokenSigningAlgorithms: ES256 is accepted when it is listed', async () => {
    const { privateKey, publicKey } = await promisify(generateKeyObjects)('ec', { namedCurve: 'P-256' });
    const jwk = { ...(await exportJWK(publicKey)), kid: 'one' };
    await start(
      {
        idToken,
        forge: (claims) => compact({ alg: 'ES256', kid: 'one' }, claims, es256(privateKey)),
        routes: { '/keys': (response) => void response.end(JSON.stringify({ keys: [jwk] })) },
      },
      { idTokenSigningAlgorithms: ['ES256'], ...copyFhirUser('fhirUser') },
    );
    isFhirUser((await signIn()).claims);
  });

  it('requiredAcr: a person who signed in as strongly as required is accepted', async () => {
    await start(
      { idToken: { ...idToken, acr: 'loa3' } },
      { requiredAcr: ['loa2', 'loa3'], ...copyFhirUser('fhirUser') },
    );
    isFhirUser((await signIn()).claims);
    provider.script = { idToken: { ...idToken, acr: 'loa1' } };
    expect((await signIn()).page.text).toContain('A stronger sign-in is needed');
  });

  it('accountMatch: the first claim that finds an account decides, in the order of the list', async () => {
    await start(
      { idToken: { sub: 's1', badge: 'B7', staff: 'S7' } },
      { allowAutoProvision: false, accountMatch: ['badge', 'staff'] },
    );
    const accounts = hospital.app.get(AccountStore);
    await accounts.create({ externalId: 'S7', fhirUser: 'Practitioner/wei-chen' });
    const { id } = await accounts.create({ externalId: 'B7', fhirUser: FHIR_USER });
    expect((await signIn()).claims?.sub).toBe(id);
  });

  it('verifiedEmailClaim: the named claim verifies the address, and no other does', async () => {
    const said = { email: 'maria@harbour.example', email_verified: true };
    await start(
      { idToken: { sub: 's1', ...said } },
      { allowAutoProvision: false, verifiedEmailClaim: ['address_checked'] },
    );
    const { id } = await hospital.app.get(AccountStore).create({ email: said.email, fhirUser: FHIR_USER });
    expect((await signIn()).page.text).toContain('has not been given access');
    provider.script = { idToken: { sub: 's1', ...said, address_checked: true } };
    expect((await signIn()).claims?.sub).toBe(id);
  });

  it('enabled: false removes the button', async () => {
    await start({ idToken }, { enabled: false });
    const page = await newBrowser().get(new SmartApp(hospital).authorizationUrl());
    expect(page.text).not.toContain('Hospital account');
    expect(provider.authorizationRequests).toEqual([]);
  });

  it('securityGroupCheck: everySignIn refuses a person who left the group', async () => {
    await start(
      { idToken: { ...idToken, groups: ['Nurses'] } },
      {
        autoProvisionFromSecurityGroup: ['Nurses'],
        securityGroupCheck: 'everySignIn',
        ...copyFhirUser('fhirUser'),
      },
    );
    isFhirUser((await signIn()).claims);
    provider.script = { idToken: { ...idToken, groups: ['Porters'] } };
    expect((await signIn()).page.text).toContain('not in a group that may use this service');
  });

  it('sync: mirror deletes a claim that is not sent any more, keep does not', async () => {
    for (const [sync, kept] of [
      ['keep', { department: 'Cardiology' }],
      ['mirror', {}],
    ] as const) {
      await start(
        { idToken: { ...idToken, department: 'Cardiology' } },
        { sync, userClaimsFromIdToken: [{ key: 'fhirUser' }, { key: 'department' }] },
      );
      await signIn();
      provider.script = { idToken };
      const { claims } = await signIn();
      const accounts = hospital.app.get(AccountStore);
      const [link] = await accounts.identitiesOf(claims!.sub);
      const { fhirUser: _fhirUser, ...rest } = await accounts.claimsOf(link!.id);
      expect(rest).toEqual(kept);
      await hospital.close();
      await provider.close();
    }
  });

  describe('trustEmail', () => {
    const account = () =>
      hospital.app.get(AccountStore).create({ email: 'maria@harbour.example', fhirUser: FHIR_USER });

    type TrustRow = [string, Record<string, unknown>, Record<string, unknown>, boolean];
    it.each<TrustRow>([
      ['whenVerified, verified', {}, { email_verified: true }, true],
      proves('BI-31', ['whenVerified, not said', {}, {}, false]),
      ['whenVerified, said in text, as Cognito and JumpCloud do', {}, { email_verified: 'true' }, true],
      proves('BI-31', ['whenVerified, denied in text', {}, { email_verified: 'false' }, false]),
      proves('BI-31', ['whenVerified, in an unknown text', {}, { email_verified: 'TRUE' }, false]),
      [
        'verifiedEmailValues: a spelling of the identity provider',
        { verifiedEmailValues: ['TRUE'] },
        { email_verified: 'TRUE' },
        true,
      ],
      proves('BI-31', ['whenVerified, as a number', {}, { email_verified: 1 }, false]),
      ...[true, 'true', 1, '1'].map((said): TrustRow => [
        `whenVerified, xms_edov ${JSON.stringify(said)}`,
        { kind: 'entraId' },
        { xms_edov: said },
        true,
      ]),
      ...[false, 'false', 0, '0'].map((said): TrustRow =>
        proves('TM-05', [
          `whenVerified, xms_edov ${JSON.stringify(said)}`,
          { kind: 'entraId' },
          { xms_edov: said },
          false,
        ]),
      ),
      proves('TM-05', [
        'whenVerified, verified, but in a domain of another',
        { trustEmailDomains: ['other.example'] },
        { email_verified: true },
        false,
      ]),
      [
        'always, also when the identity provider says that it is not verified',
        { trustEmail: 'always', trustEmailDomains: ['harbour.example'] },
        { email_verified: false },
        true,
      ],
      ['never, verified', { trustEmail: 'never' }, { email_verified: true }, false],
      [
        'always, in a trusted domain',
        { trustEmail: 'always', trustEmailDomains: ['HARBOUR.example'] },
        {},
        true,
      ],
      [
        'always, in another domain',
        { trustEmail: 'always', trustEmailDomains: ['other.example'] },
        {},
        false,
      ],
    ])('%s', async (_what, settings, claims, matches) => {
      await start(
        { idToken: { sub: 's1', email: 'maria@harbour.example', ...claims } },
        { allowAutoProvision: false, ...settings },
      );
      const { id } = await account();
      const result = await signIn();
      expect(result.claims?.sub).toBe(matches ? id : undefined);
    });
  });

  it('a new subject with the address of a person who signed in before is refused', async () => {
    proves('TM-07');
    const claims = { email: 'maria@harbour.example', email_verified: true, fhirUser: FHIR_USER };
    await start({ idToken: { sub: 'first', ...claims } }, copyFhirUser('fhirUser'));
    await signIn();
    provider.script = { idToken: { sub: 'second', ...claims } };
    expect((await signIn()).page.text).toContain('it has not been given access to this service yet');
  });
});
