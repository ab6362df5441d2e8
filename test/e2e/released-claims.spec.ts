import { Logger } from '@nestjs/common';
import { jest } from '@jest/globals';
import { decodeJwt } from 'jose';
import { AccountStore } from '#src/accounts/account.store.js';
import { load } from '../support/configuration.js';
import { CALLBACK, type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { RelyingParty, relyingParty, SECRET } from '../support/relying-party.js';
import { type ScriptedProvider, startScriptedProvider } from '../support/scripted-provider.js';
import { getTokens, newBrowser, SCOPE, SmartApp } from '../support/smart-app.js';

// Claims that the settings keep and release by scopes of their own: only the clients that may have them get them.
let hospital: Hospital;
let north: ScriptedProvider;
let south: ScriptedProvider;

const MARIA = {
  sub: 'maria',
  name: 'Maria Lindqvist',
  given_name: 'Maria',
  family_name: 'Lindqvist',
  preferred_username: 'mlindqvist',
  locale: 'sv-SE',
  profile: 'https://people.north.example/maria',
  email: 'maria@north.example',
  email_verified: true,
  'extn.fhirUser': 'Practitioner/maria-lindqvist',
  department: 'Cardiology',
  npi: '1234567893',
  groups: ['Ward 4', 'On call'],
  realm_access: { roles: ['nurse'] },
};

beforeAll(async () => {
  jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => {});
  north = await startScriptedProvider({ idToken: MARIA });
  south = await startScriptedProvider({ idToken: MARIA });
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.tokens = { claimBytes: 200 };
      configuration.scopes = [
        { name: 'staff', claims: ['department', 'npi'], description: 'your department and staff number' },
        { name: 'groups', claims: ['groups', 'roles'] },
      ];
      configuration.clients[0].accessTokenClaims = ['groups', 'name'];
      configuration.clients.push(
        relyingParty('portal'),
        relyingParty('narrow', { scope: 'openid profile groups' }),
        relyingParty('wiki', { idTokenClaims: ['name', 'email', 'groups', 'department'] }),
        relyingParty('gateway', { mayIntrospect: 'all', grantTypes: ['client_credentials'] }),
        relyingParty('of-south', { identityProviders: ['south'] }),
        { clientId: 'old-chart', redirectUris: [CALLBACK], legacyProfileClaim: true },
      );
      const { identityProvider } = configuration.externalIdentityProviders;
      Object.assign(identityProvider[0], {
        scheme: 'north',
        authority: north.origin,
        trustEmailDomains: ['north.example'],
        userClaimsFromIdToken: [
          { key: 'extn.fhirUser', copyAs: 'fhirUser' },
          { key: 'department' },
          { key: 'npi' },
          { key: 'groups' },
          { key: '/realm_access/roles', copyAs: 'roles' },
        ],
      });
      identityProvider.push({
        ...structuredClone(identityProvider[0]),
        scheme: 'south',
        displayName: 'South',
        authority: south.origin,
        trustEmailDomains: ['south.example'],
      });
      // Each client goes straight to the first identity provider, except those for people of the second one.
      for (const client of configuration.clients)
        if (client.clientId !== 'gateway') client.identityProviders ??= ['north'];
    },
  });
});
beforeEach(() => {
  north.script = { idToken: MARIA };
  south.script = { idToken: { ...MARIA, sub: 'maria-of-south', department: 'Surgery', groups: ['South'] } };
});
afterAll(async () => {
  jest.restoreAllMocks();
  await hospital.close();
  await north.close();
  await south.close();
});

const rp = (clientId: string, browser = newBrowser()) => new RelyingParty(hospital, clientId, browser);
const learnt = async (clientId: string, parameters: Record<string, string>) => {
  const one = rp(clientId);
  const tokens = await one.tokens(parameters);
  return {
    idToken: decodeJwt(tokens.id_token),
    userinfo: (await one.userinfo(tokens.access_token)).body,
    tokens,
  };
};
const OF_STAFF = { department: 'Cardiology', npi: '1234567893' };
const OF_GROUPS = { groups: ['Ward 4', 'On call'], roles: ['nurse'] };

describe('a scope of the settings', () => {
  it('releases its claims at userinfo, no other claims, and nothing in the ID token', async () => {
    const { idToken, userinfo, tokens } = await learnt('portal', { scope: 'openid staff' });
    expect(tokens.scope).toBe('openid staff');
    expect(userinfo).toEqual({ sub: idToken.sub, ...OF_STAFF });
    expect(idToken).not.toHaveProperty('department');
    const both = await learnt('portal', { scope: 'openid groups staff' });
    expect(both.userinfo).toEqual({ sub: idToken.sub, ...OF_STAFF, ...OF_GROUPS });
  });

  it('is not granted to a client that is not registered for it, as a scope or claim by claim', async () => {
    const claims = JSON.stringify({ userinfo: { department: null, groups: null }, id_token: { npi: null } });
    const { idToken, userinfo, tokens } = await learnt('narrow', { scope: 'openid staff', claims });
    expect(tokens.scope).toBe('openid');
    expect(userinfo).toEqual({ sub: idToken.sub, groups: OF_GROUPS.groups });
    expect(idToken).not.toHaveProperty('npi');
  });

  it('does not release fhirUser, which has its own scope', async () => {
    const claims = JSON.stringify({ userinfo: { fhirUser: null }, id_token: { fhirUser: null } });
    const { idToken, userinfo } = await learnt('narrow', { scope: 'openid', claims });
    expect(userinfo).toEqual({ sub: idToken.sub });
    expect(idToken).not.toHaveProperty('fhirUser');
    // A client that may have the scope may ask for the claim.
    expect((await learnt('portal', { scope: 'openid', claims })).idToken).toHaveProperty('fhirUser');
  });

  it('releases single claims by the claims parameter', async () => {
    const claims = JSON.stringify({ userinfo: { department: null }, id_token: { npi: { essential: true } } });
    const { idToken, userinfo } = await learnt('portal', { scope: 'openid', claims });
    expect(userinfo).toEqual({ sub: idToken.sub, department: 'Cardiology' });
    expect(idToken).toMatchObject({ npi: '1234567893' });
    expect(idToken).not.toHaveProperty('department');
  });

  it('is shown to the person in its own words, for a scope and for a claim', async () => {
    expect((await rp('portal').ask({ scope: 'openid staff groups' })).text).toMatch(
      /Your department and staff number.*Also: groups, roles/s,
    );
    const claims = JSON.stringify({ userinfo: { npi: null } });
    expect((await rp('portal').ask({ claims })).text).toContain('Your department and staff number');
    // The page does not name what the app never gets.
    expect((await rp('narrow').ask({ scope: 'openid profile', claims })).text).not.toContain('department');
  });

  it('is in both discovery documents, with its claims', async () => {
    const read = async (path: string) =>
      (await (await fetch(`${hospital.issuer}${path}`)).json()) as Record<string, string[]>;
    const openid = await read('/.well-known/openid-configuration');
    expect(openid.scopes_supported).toEqual(expect.arrayContaining(['staff', 'groups']));
    expect(openid.claims_supported).toEqual(expect.arrayContaining(['department', 'npi', 'groups', 'roles']));
    const smart = await read('/fhir-servers/records/.well-known/smart-configuration');
    expect(smart.scopes_supported).toEqual(expect.arrayContaining(['staff', 'groups', 'profile', 'email']));
  });

  it('works beside SMART scopes, and the ID token of such an app has its claims only when asked for', async () => {
    const { tokens } = await getTokens(
      hospital,
      { username: '' },
      { parameters: { scope: `${SCOPE} staff` } },
    );
    expect(tokens.scope.split(' ')).toContain('staff');
    expect(decodeJwt(tokens.id_token)).not.toHaveProperty('department');
    expect(decodeJwt(tokens.access_token)).not.toHaveProperty('department');
    expect(tokens).not.toHaveProperty('department');
  });
});

describe('tokens carry the claims that the settings of the client name', () => {
  it('the ID token: the claims of the granted scopes, and no others', async () => {
    const all = await learnt('wiki', { scope: 'openid profile email staff groups' });
    expect(all.idToken).toMatchObject({
      name: MARIA.name,
      email: MARIA.email,
      groups: OF_GROUPS.groups,
      department: 'Cardiology',
    });
    for (const absent of ['npi', 'roles', 'given_name', 'email_verified'])
      expect(all.idToken).not.toHaveProperty(absent);
    const some = await learnt('wiki', { scope: 'openid profile' });
    expect(some.idToken).toHaveProperty('name');
    for (const absent of ['email', 'groups', 'department']) expect(some.idToken).not.toHaveProperty(absent);
  });

  it('the access token: at the exchange, at a refresh and at introspection, but not in the token response', async () => {
    const parameters = { scope: `${SCOPE} offline_access profile groups` };
    const { app, tokens } = await getTokens(hospital, { username: '' }, { parameters });
    expect(decodeJwt(tokens.access_token)).toMatchObject({ groups: OF_GROUPS.groups, name: MARIA.name });
    expect(decodeJwt(tokens.access_token)).not.toHaveProperty('roles');
    expect(Object.keys(tokens)).not.toContain('groups');
    const again = await app.post('/token', {
      grant_type: 'refresh_token',
      refresh_token: tokens.refresh_token,
      client_id: 'chart',
    });
    expect(decodeJwt(again.body.access_token)).toMatchObject({ groups: OF_GROUPS.groups });
    const { client_id, client_secret } = RESOURCE_SERVER;
    const introspected = await app.post(
      '/introspect',
      { token: again.body.access_token },
      { authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}` },
    );
    expect(introspected.body).toMatchObject({ active: true, groups: OF_GROUPS.groups });
    // Without the scope there are no claims to carry.
    const { tokens: without } = await getTokens(hospital, { username: '' });
    expect(decodeJwt(without.access_token)).not.toHaveProperty('groups');
  });

  it('a list that is too long for a token is left out there, complete at userinfo, and named in the log', async () => {
    const warn = jest.mocked(Logger.prototype.warn);
    const groups = Array.from({ length: 40 }, (_, index) => `Ward ${index}`);
    north.script.idToken = { ...MARIA, groups };
    const { idToken, userinfo } = await learnt('wiki', { scope: 'openid staff groups' });
    expect(idToken).not.toHaveProperty('groups');
    expect(idToken).toMatchObject({ department: 'Cardiology' });
    expect(userinfo.groups).toEqual(groups);
    expect(warn.mock.calls.flat().join('\n')).toContain('left out of a token for wiki');
  });
});

describe('the claims of an identity provider', () => {
  it('its profile comes by the scope profile without being named', async () => {
    const { idToken, userinfo } = await learnt('portal', { scope: 'openid profile' });
    const { sub: _sub, email: _email, email_verified: _verified, ...rest } = MARIA;
    const { name, given_name, family_name, preferred_username, locale, profile } = rest;
    expect(userinfo).toEqual({
      sub: idToken.sub,
      updated_at: expect.any(Number),
      ...{ name, given_name, family_name, preferred_username, locale, profile },
    });
  });

  it.each([
    'https://anywhere.example/fhir/Practitioner/1',
    'Practitioner/james-okafor',
    'javascript:alert(1)',
    'HERE/Practitioner/james-okafor',
  ])('its profile claim never says who a person is for FHIR: %s', async (profile) => {
    const said = profile.replace('HERE', hospital.fhirServer.baseUrl);
    north.script.idToken = { ...MARIA, profile: said };
    expect((await learnt('portal', { scope: 'openid profile' })).userinfo).not.toHaveProperty('profile');
    const app = new SmartApp(hospital, 'old-chart');
    const { tokens } = await getTokens(hospital, { username: '' }, { app });
    expect(decodeJwt(tokens.id_token).profile).toBe(
      `${hospital.fhirServer.baseUrl}/Practitioner/maria-lindqvist`,
    );
  });

  it('removed groups and roles are removed: those of the last sign-in count', async () => {
    await learnt('portal', { scope: 'openid groups' });
    const { groups: _groups, realm_access: _roles, ...others } = MARIA;
    north.script.idToken = { ...others, department: 'Neurology' };
    const { idToken, userinfo } = await learnt('portal', { scope: 'openid groups staff' });
    expect(userinfo).toEqual({ sub: idToken.sub, department: 'Neurology', npi: '1234567893' });
  });

  it('reach only the apps of a sign-in there, when a person has links to two identity providers', async () => {
    const first = await learnt('portal', { scope: 'openid staff groups' });
    const accounts = hospital.app.get(AccountStore);
    const id = first.idToken.sub!;
    const linked = (await accounts.identitiesOf(id)).some(({ scheme }) => scheme === 'south');
    if (!linked)
      await accounts.link(
        id,
        { issuer: south.origin, subject: 'maria-of-south', scheme: 'south' },
        { linkedBy: 'administrator' },
      );
    const bySouth = await learnt('of-south', { scope: 'openid staff groups profile' });
    expect(bySouth.idToken.sub).toBe(id);
    expect(bySouth.userinfo).toMatchObject({ department: 'Surgery', groups: ['South'], name: MARIA.name });
    // The second identity provider may not change the account's name.
    expect(bySouth.userinfo).not.toHaveProperty('given_name');
    const byNorth = await learnt('portal', { scope: 'openid staff groups' });
    expect(byNorth.userinfo).toMatchObject({ ...OF_STAFF, ...OF_GROUPS });
    // Removing the link also deletes the claims that came by it.
    north.script.idToken = { ...MARIA, groups: ['Ward 5'] };
    expect((await learnt('portal', { scope: 'openid groups' })).userinfo.groups).toEqual(['Ward 5']);
  });
});

describe('the settings', () => {
  const provider = (claims: object[]) => ({
    scheme: 'hospital',
    authority: 'https://login.test',
    clientId: 'wardkey',
    clientSecret: SECRET,
    userClaimsFromIdToken: claims,
  });
  const tree = (more: object, claims: object[] = []) => ({
    issuer: 'http://127.0.0.1:3000',
    externalIdentityProviders: { identityProvider: [provider(claims)] },
    ...more,
  });

  it('a copied claim that no scope releases gets a warning', () => {
    const { warnings } = load(
      tree({ scopes: [{ name: 'staff', claims: ['npi'] }] }, [
        { key: 'department' },
        { key: 'x', copyAs: 'groups' },
        { key: 'npi' },
        { key: 'given_name' },
        { key: 'fhirUser' },
      ]),
    );
    expect(warnings.map(({ message }) => message.split(' is stored')[0])).toEqual(['department', 'groups']);
  });

  it.each<[string, object, string]>([
    ['the name of a standard scope', { scopes: [{ name: 'profile', claims: ['npi'] }] }, 'scopes[0].name'],
    ['a name like a SMART scope', { scopes: [{ name: 'patient/x', claims: ['npi'] }] }, 'scopes[0].name'],
    [
      'the name of a scope of an API',
      {
        scopes: [{ name: 'orders', claims: ['npi'] }],
        resources: [{ name: 'a', identifier: 'https://a.test', scopes: [{ name: 'orders' }] }],
      },
      'scopes[0].name',
    ],
    ['a scope twice', { scopes: [1, 2].map(() => ({ name: 'a', claims: ['npi'] })) }, 'scopes[1].name'],
    [
      'a claim that a token has about itself',
      { scopes: [{ name: 'a', claims: ['sub'] }] },
      'scopes[0].claims[0]',
    ],
    ['launch context', { scopes: [{ name: 'a', claims: ['patient'] }] }, 'scopes[0].claims[0]'],
    [
      'a claim that has a scope already',
      { scopes: [{ name: 'a', claims: ['email'] }] },
      'scopes[0].claims[0]',
    ],
    ['no claims', { scopes: [{ name: 'a', claims: [] }] }, 'scopes[0].claims'],
    [
      'a claim for a client that no scope releases',
      { clients: [{ clientId: 'a', redirectUris: [CALLBACK], idTokenClaims: ['npi'] }] },
      'clients[0].idTokenClaims[0]',
    ],
    [
      'a claim with a name of the token’s own claims',
      { clients: [{ clientId: 'a', redirectUris: [CALLBACK], accessTokenClaims: ['scope'] }] },
      'clients[0].accessTokenClaims[0]',
    ],
  ])('%s is refused', (_what, more, path) => {
    expect(() => load(tree(more))).toThrow(path);
  });

  it.each([
    ['openid profile', 1],
    ['openid profile patient/Patient.rs', 0],
    [undefined, 0],
  ])(
    'accessTokenClaims get a warning when the client can have no access token for an API: scope %s',
    (scope, told) => {
      const client = { clientId: 'a', redirectUris: [CALLBACK], scope, accessTokenClaims: ['name'] };
      const { warnings } = load(tree({ clients: [client] }));
      expect(warnings.filter(({ path }) => path === 'clients[0].accessTokenClaims')).toHaveLength(told);
    },
  );
});
