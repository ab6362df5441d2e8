import { load, problemsOf, withProvider } from '../../../test/support/configuration.js';
import { proves } from '../../../test/support/proves.js';

const MAPPING = 'externalIdentityProviders.identityProvider[0].fhirUserLookupClaimsMapping[0]';

function mapping(template: string | undefined, claims: string[], name = 'identifier') {
  return withProvider({
    fhirUserLookupClaimsMapping: [
      {
        searchParameterName: name,
        ...(template === undefined ? {} : { searchParameterValueTemplate: template }),
        copySearchParameterValuesFromClaims: claims,
      },
    ],
  });
}

describe('lookup mappings that cannot give one value are refused', () => {
  it.each([
    proves('BI-65', [
      'a hole without a claim',
      'https://sys|{1}',
      ['a'],
      '.searchParameterValueTemplate',
      'uses {1}, but only 1 claim is named',
    ]),
    proves('BI-65', [
      'the second of two holes without a claim',
      'https://sys|{0}-{2}',
      ['a', 'b'],
      '.searchParameterValueTemplate',
      'uses {2}, but only 2 claims are named',
    ]),
    [
      'several claims and no template',
      undefined,
      ['a', 'b'],
      '.copySearchParameterValuesFromClaims',
      'no searchParameterValueTemplate',
    ],
    [
      'no hole: every person would be found as the same resource',
      'https://sys|fixed',
      ['a'],
      '.searchParameterValueTemplate',
      'has no placeholder',
    ],
    [
      'a hole with a name',
      'https://sys|{staff}',
      ['staff'],
      '.searchParameterValueTemplate',
      'has no placeholder',
    ],
    proves('BI-51', [
      'a claim that chooses the system',
      '{0}|{1}',
      ['a', 'b'],
      '.searchParameterValueTemplate',
      'a claim may not choose the identifier system',
    ]),
    proves('BI-51', [
      'a claim within the system',
      'https://sys/{0}|{1}',
      ['a', 'b'],
      '.searchParameterValueTemplate',
      'a claim may not choose the identifier system',
    ]),
    proves('BI-66', [
      'two bars',
      'https://sys|x|{0}',
      ['a'],
      '.searchParameterValueTemplate',
      'exactly one |',
    ]),
    proves('BI-66', [
      'a space after the system',
      'https://sys |{0}',
      ['a'],
      '.searchParameterValueTemplate',
      'no spaces around the system',
    ]),
    ['no claims at all', 'https://sys|{0}', [], '.copySearchParameterValuesFromClaims', 'at least one claim'],
  ] as Array<[string, string | undefined, string[], string, string]>)(
    '%s',
    (_what, template, claims, path, message) => {
      const problems = problemsOf(mapping(template, claims));
      expect(problems.map((problem) => problem.path)).toContain(MAPPING + path);
      expect(problems.map((problem) => problem.message).join('\n')).toContain(message);
    },
  );

  it.each([
    'identifier:missing',
    'identifier:not',
    '_id',
    '_has:Group:member:_id',
    'organization.name',
    '_count',
    '',
    'identifier=x&active',
    'Identifier',
  ])('"%s" is not a plain search parameter', (name) => {
    proves('BI-56');
    expect(problemsOf(mapping('https://sys|{0}', ['a'], name)).map((problem) => problem.path)).toEqual([
      `${MAPPING}.searchParameterName`,
    ]);
  });
});

describe('lookup mappings that are sound', () => {
  it.each([
    ['one claim alone', undefined, ['a']],
    ['a system before the value', 'https://sys|{0}', ['a']],
    ['two claims in one value', 'https://sys|{0}-{1}', ['a', 'b']],
    ['one claim twice', 'https://sys|{0}/{0}', ['a']],
  ])('are accepted without a warning: %s', (_what, template, claims) => {
    expect(load(mapping(template, claims)).warnings).toEqual([]);
  });

  it('are accepted with a warning for every claim that no hole uses', () => {
    const { warnings } = load(mapping('https://sys|{1}', ['a', 'b', 'c']));
    expect(warnings.map(({ path, message }) => [path, message])).toEqual([
      [
        `${MAPPING}.copySearchParameterValuesFromClaims[0]`,
        expect.stringContaining('the claim a is not used'),
      ],
      [
        `${MAPPING}.copySearchParameterValuesFromClaims[2]`,
        expect.stringContaining('the claim c is not used'),
      ],
    ]);
  });

  it('are accepted with a warning when an answer cannot be checked against the search', () => {
    const { warnings } = load(mapping(undefined, ['family_name'], 'family'));
    expect(warnings).toEqual([expect.objectContaining({ path: MAPPING.replace(/\[0\]$/, '') })]);
    expect(warnings[0]!.message).toContain('identifier or email');
  });
});
