import { load, problemsOf, provider } from '../../../test/support/configuration.js';
import { proves } from '../../../test/support/proves.js';

const LIST = 'externalIdentityProviders.identityProvider';
const CLINIC = { scheme: 'clinic', authority: 'https://idp.clinic.test' };
const two = (first: object, second: object) => ({
  externalIdentityProviders: { identityProvider: [provider(first), provider({ ...CLINIC, ...second })] },
});
const FIRST = { trustEmailDomains: ['hospital.example'] };
const SECOND = { trustEmailDomains: ['clinic.example'] };
const BY_EMAIL = {
  accountMatch: ['sub'],
  fhirUserLookupClaimsMapping: [
    { searchParameterName: 'email', copySearchParameterValuesFromClaims: ['email'] },
  ],
};

describe('several identity providers that use e-mail addresses', () => {
  proves('TM-05');
  it('are refused when they name no domain, and the problem names both ways to correct this', () => {
    const problems = problemsOf(two({}, { kind: 'keycloak' }));
    expect(problems).toMatchObject([
      {
        path: `${LIST}[0].trustEmailDomains`,
        message: expect.stringContaining('for which hospital may vouch'),
      },
      {
        path: `${LIST}[1].trustEmailDomains`,
        message: expect.stringContaining('for which clinic may vouch'),
      },
    ]);
    expect(problems[1]!.message).toContain('must name the e-mail domains');
    expect(problems[1]!.message).toContain('remove email from these settings: accountMatch: [sub]');
  });

  it.each([
    ['disabled', { enabled: false }],
    ['that searches by them', BY_EMAIL],
    [
      'that searches by the claim, as an identifier',
      {
        accountMatch: ['sub'],
        fhirUserLookupClaimsMapping: [
          {
            searchParameterName: 'identifier',
            searchParameterValueTemplate: 'https://sys.test|{0}',
            copySearchParameterValuesFromClaims: ['email'],
          },
        ],
      },
    ],
  ])('are also refused when the second one is %s', (_which, changes) => {
    expect(problemsOf(two(FIRST, changes))).toMatchObject([{ path: `${LIST}[1].trustEmailDomains` }]);
  });

  it.each([
    ['each names its domains', FIRST, SECOND],
    ['no accountMatch has email', { accountMatch: ['oid'] }, { accountMatch: ['sub'] }],
    ['the second does not trust addresses', FIRST, { trustEmail: 'never' }],
    ['both have the same authority', {}, { authority: 'https://idp.hospital.test' }],
  ])('are accepted when %s', (_why, first, second) => {
    expect(load(two(first, second)).warnings).toEqual([]);
  });

  it('of one domain are refused, unless both say that they share it', () => {
    const message = expect.stringContaining('HOSPITAL.example is also a domain of hospital');
    const shared = { shareEmailDomains: true };
    const same = { trustEmailDomains: ['other.example', 'HOSPITAL.example'] };
    for (const [first, second] of [
      [FIRST, same],
      [{ ...FIRST, ...shared }, same],
      [FIRST, { ...same, ...shared }],
    ] as const)
      expect(problemsOf(two(first, second))).toMatchObject([
        { path: `${LIST}[1].trustEmailDomains[1]`, message },
      ]);
    expect(load(two({ ...FIRST, ...shared }, { ...same, ...shared })).warnings).toEqual([]);
  });

  it.each(['@hospital.example', 'a@hospital.example', 'hospital', '*.hospital.example', ''])(
    'may not give %j as a domain',
    (domain) => {
      expect(problemsOf(two(FIRST, { trustEmailDomains: [domain] }))[0]!.path).toBe(
        `${LIST}[1].trustEmailDomains`,
      );
    },
  );

  it('get a warning for a search that can never find a resource', () => {
    expect(load(two(FIRST, { ...BY_EMAIL, trustEmail: 'never' })).warnings).toMatchObject([
      {
        path: `${LIST}[1].fhirUserLookupClaimsMapping`,
        message: expect.stringContaining('no person is ever found'),
      },
    ]);
  });

  it('may not list a value that means "not verified" among the values that mean "verified"', () => {
    for (const value of ['false', 'False', '0', 'no', '', ' '])
      expect(problemsOf(two(FIRST, { ...SECOND, verifiedEmailValues: [value] }))).toMatchObject([
        { path: `${LIST}[1].verifiedEmailValues` },
      ]);
  });
});

describe('linkTo', () => {
  it('names other identity providers, in their exact spelling', () => {
    expect(load(two(FIRST, { ...SECOND, linkTo: ['hospital'] })).warnings).toEqual([]);
    expect(load(two(FIRST, { ...SECOND, linkTo: ['Hospital'] })).warnings).toMatchObject([
      { path: `${LIST}[1].linkTo[0]`, message: expect.stringContaining('no identity provider Hospital') },
    ]);
    expect(problemsOf(two(FIRST, { ...SECOND, linkTo: ['clinic'] }))).toMatchObject([
      { message: expect.stringContaining('names the identity provider itself') },
    ]);
    const { externalIdentityProviders: section } = two(FIRST, { ...SECOND, linkTo: ['lab'] });
    expect(problemsOf({ externalIdentityProviders: { ...section, databaseProviders: false } })).toMatchObject(
      [{ message: expect.stringContaining('no identity provider lab') }],
    );
  });
});

describe('two identity providers that may name the same FHIR resource', () => {
  const search = (template?: string, allowedValues?: string[], name = 'identifier') => ({
    fhirUserLookupClaimsMapping: [
      {
        searchParameterName: name,
        copySearchParameterValuesFromClaims: ['employeeid'],
        ...(template ? { searchParameterValueTemplate: template } : {}),
        ...(allowedValues ? { allowedValues } : {}),
      },
    ],
  });
  const claim = (allowedValues?: string[]) => ({
    userClaimsFromIdToken: [
      { key: 'extn.fhirUser', copyAs: 'fhirUser', ...(allowedValues ? { allowedValues } : {}) },
    ],
  });
  const warnings = (first: object, second: object) =>
    load(two({ ...FIRST, ...first }, { ...SECOND, ...second })).warnings;

  it.each([
    [
      'both search the same identifier system',
      search('https://sys.test|{0}'),
      search('https://sys.test|{0}'),
    ],
    ['one searches every identifier system', search('https://sys.test|{0}'), search()],
    ['one of them is limited', search('https://sys.test|{0}', ['N-*']), search('https://sys.test|{0}')],
    [
      'the values of one are within the limits of the other',
      search('https://sys.test|{0}', ['N-*']),
      search('https://sys.test|{0}', ['N-1*']),
    ],
    ['both by claim', claim(), claim()],
    ['both by claim, one of them limited', claim(['Patient/*']), claim()],
  ])('get a warning: %s', (_what, first, second) => {
    expect(warnings(first, second)).toMatchObject([
      {
        path: expect.stringContaining(`${LIST}[1].`),
        message: expect.stringMatching(/^hospital and clinic/),
      },
    ]);
  });

  it.each([
    ['the identifier systems differ', search('https://sys.test|{0}'), search('https://other.test|{0}')],
    [
      'each may search other values',
      search('https://sys.test|{0}', ['N-*']),
      search('https://sys.test|{0}', ['S-*']),
    ],
    [
      'each searches by addresses of its own domains',
      search(undefined, undefined, 'email'),
      search(undefined, undefined, 'email'),
    ],
    ['each may name other resources by claim', claim(['Practitioner/*']), claim(['Patient/*'])],
    ['one by claim, one by search', claim(['Practitioner/*']), search('https://sys.test|{0}')],
    [
      'both have the same authority',
      search('https://sys.test|{0}'),
      { ...search('https://sys.test|{0}'), authority: 'https://idp.hospital.test' },
    ],
  ])('get no warning when they name different resources: %s', (_what, first, second) => {
    const shared = { shareEmailDomains: false };
    expect(warnings({ ...first, ...shared }, second)).toEqual([]);
  });

  it('get a warning when they have the same issuer but different keys', () => {
    const twin = { issuer: 'https://idp.hospital.test' };
    expect(warnings({}, twin)).toMatchObject([
      { path: `${LIST}[1].authority`, message: expect.stringContaining('hospital and clinic') },
    ]);
  });

  it('accept as a limit only a text with at most one star', () => {
    expect(problemsOf(two(FIRST, { ...SECOND, ...search('https://sys.test|{0}', ['a*b*']) }))).toMatchObject([
      { path: `${LIST}[1].fhirUserLookupClaimsMapping[0].allowedValues` },
    ]);
    expect(problemsOf(two(FIRST, { ...SECOND, ...claim([]) }))).toMatchObject([
      { path: `${LIST}[1].userClaimsFromIdToken[0].allowedValues` },
    ]);
  });
});
