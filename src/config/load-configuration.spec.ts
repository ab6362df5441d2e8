import { copyFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load, problemsOf } from '../../test/support/configuration.js';
import { proves } from '../../test/support/proves.js';
import { loadConfiguration } from './load-configuration.js';

const samples = join(process.cwd(), 'test/fixtures/user-samples');

/** Loads a sample as an administrator does: from its own file, with an empty environment. */
function loadSample(name: string) {
  const file = join(mkdtempSync(join(tmpdir(), 'wardkey-sample-')), name);
  copyFileSync(join(samples, name), file);
  return loadConfiguration({ path: file, environment: {}, now: Date.now() });
}

describe('the configuration samples of other servers', () => {
  it('load unchanged: a claim copied as fhirUser', () => {
    const { settings, warnings } = loadSample('claims-from-id-token.json');
    const [provider] = settings.externalIdentityProviders.identityProvider;
    expect(provider).toMatchObject({
      scheme: 'entraId',
      authority: 'https://idp.example.org',
      displayName: 'Hospital account',
      clientId: 'wardkey',
      clientSecret: 'not-a-real-secret',
      userClaimsFromIdToken: [{ key: 'extn.fhirUser', copyAs: 'fhirUser' }],
    });
    expect(provider!.allowAutoProvision).toBe(false);
    expect(warnings).toEqual([]);
  });

  it('load unchanged: groups whose members get an account, and a search by two parameters', () => {
    const { settings, warnings } = loadSample('lookup-mapping.json');
    expect(settings.externalIdentityProviders.identityProvider).toHaveLength(1);
    expect(settings.externalIdentityProviders.identityProvider[0]).toMatchObject({
      allowAutoProvision: true,
      autoProvisionFromSecurityGroup: ['6f1c8d0e-clinicians', 'Nurses'],
      fhirUserLookupClaimsMapping: [
        {
          searchParameterName: 'identifier',
          searchParameterValueTemplate: 'https://myidentifiersystem|{0}',
          copySearchParameterValuesFromClaims: ['family_name', 'given_name'],
        },
        { searchParameterName: 'email', copySearchParameterValuesFromClaims: ['email'] },
      ],
    });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]!.message).toContain('the claim given_name is not used');
    expect(warnings[0]!.path).toBe(
      'externalIdentityProviders.identityProvider[0].fhirUserLookupClaimsMapping[0].copySearchParameterValuesFromClaims[1]',
    );
  });

  it('are files of valid JSON', () => {
    for (const name of ['claims-from-id-token.json', 'lookup-mapping.json'])
      expect(() => JSON.parse(readFileSync(join(samples, name), 'utf8')) as unknown).not.toThrow();
  });
});

describe('keys', () => {
  it.each([
    ['camelCase', { tokens: { sessionHours: 8 } }],
    ['PascalCase', { Tokens: { SessionHours: 8 } }],
    ['snake_case', { tokens: { session_hours: 8 } }],
    ['capitals', { TOKENS: { SESSIONHOURS: 8 } }],
  ])('may be written in %s', (_style, tree) => {
    expect(load(tree).settings.tokens.sessionHours).toBe(8);
  });

  it('are refused when given twice, in any spelling', () => {
    expect(problemsOf({ tokens: { sessionHours: 8, session_hours: 9 } })).toEqual([
      expect.objectContaining({
        path: 'tokens.sessionHours',
        message: expect.stringContaining('is given twice, as sessionHours and as session_hours') as string,
      }),
    ]);
  });

  it.each([
    ['fhirServer', [], 'fhirServer', 'did you mean fhirServers?'],
    ['listne', {}, 'listne', 'did you mean listen?'],
    ['quuxfrobnicate', 1, 'quuxfrobnicate', 'known settings: issuer, listen'],
  ])('that are unknown (%s) are refused with a hint', (key, value, path, hint) => {
    const [problem] = problemsOf({ [key]: value });
    expect(problem).toMatchObject({ path });
    expect(problem!.message).toContain(hint);
  });

  it.each(['__proto__', 'constructor', 'prototype'])(
    'that name a prototype (%s) change no prototype',
    (key) => {
      const [problem] = problemsOf(`${key}:\n  polluted: true\nlisten:\n  ${key}:\n    polluted: true\n`);
      expect(problem).toMatchObject({ path: key });
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    },
  );
});

describe('problems', () => {
  it('are all named at once, each with its path and the value that was found', () => {
    proves('FI-47');
    const problems = problemsOf({
      issuer: 'https://auth.hospital.test/path',
      listen: { port: 'eighty' },
      tokens: { accessTokenSeconds: 5 },
      fhirServers: [{ name: 'records' }, 'not a mapping'],
      clients: [{ clientId: 'has space', clientName: 'App', redirectUris: ['https://app.test/cb'] }],
      externalIdentityProviders: { identityProvider: [{ scheme: 'a/b' }] },
      unknownThing: true,
    });
    expect(problems.map(({ path }) => path).sort()).toEqual([
      'clients[0].clientId',
      'externalIdentityProviders.identityProvider[0].authority',
      'externalIdentityProviders.identityProvider[0].clientId',
      'externalIdentityProviders.identityProvider[0].clientSecret',
      'externalIdentityProviders.identityProvider[0].scheme',
      'fhirServers[0].baseUrl',
      'fhirServers[1]',
      'issuer',
      'listen.port',
      'tokens.accessTokenSeconds',
      'unknownThing',
    ]);
    expect(problems.find(({ path }) => path === 'listen.port')!.message).toContain('found "eighty"');
  });

  it.each([
    ['a list where a mapping belongs', { listen: [] }, 'listen'],
    ['a mapping where a list belongs', { clients: {} }, 'clients'],
    ['a number where a list belongs', { fhirUser: { resourceTypes: 4 } }, 'fhirUser.resourceTypes'],
    ['text where a section belongs', { tokens: 'long' }, 'tokens'],
    ['an empty entry in a list', { clients: [null] }, 'clients[0]'],
    ['a grant type that is not a list', { clients: [{ grantTypes: 7 }] }, 'clients[0].grantTypes'],
    [
      'redirect addresses that are not a list, for a client without sign-in',
      {
        clients: [{ clientId: 'a', clientName: 'A', grantTypes: ['client_credentials'], redirectUris: 'x' }],
      },
      'clients[0].redirectUris',
    ],
  ])('name the place of %s', (_what, tree, path) => {
    expect(problemsOf(tree).map((problem) => problem.path)).toContain(path);
  });

  it('an empty list of groups is refused: it does not permit everybody', () => {
    expect(
      problemsOf(
        'externalIdentityProviders:\n  identityProvider:\n    - scheme: a\n      authority: https://idp.test\n' +
          '      clientId: x\n      clientSecret: y\n      autoProvisionFromSecurityGroup:\n      # - Nurses\n',
      ).map(({ path }) => path),
    ).toEqual(['externalIdentityProviders.identityProvider[0].autoProvisionFromSecurityGroup']);
  });
});

it('an empty configuration gives the defaults for a trial on this machine', () => {
  const { settings, warnings } = load('');
  expect(settings.issuer).toBe('http://127.0.0.1:3000');
  expect(settings.database.url).toBe('sqlite:./data/wardkey.sqlite');
  expect(warnings).toEqual([]);
});
