import { proves } from '../../test/support/proves.js';
import { hasSearchedValue, isLive } from './candidate-check.js';
import type { SearchTerm } from './search-builder.js';

const term = (name: string, plainValue: string, system?: string): SearchTerm => ({
  name,
  plainValue,
  system,
  value: 'not looked at',
});
const resource = (elements: object) => ({ resourceType: 'Practitioner', id: 'p', ...elements });
const staff = (value: unknown, system: unknown = 'https://sys') =>
  resource({ identifier: [{ system, value }] });

describe('a resource that was not asked for is not believed', () => {
  proves('BI-71');
  it.each<[string, object, SearchTerm, boolean]>([
    ['the identifier', staff('1'), term('identifier', '1', 'https://sys'), true],
    [
      'the identifier among others',
      resource({ identifier: [{ value: '9' }, null, { system: 'https://sys', value: '1' }] }),
      term('identifier', '1', 'https://sys'),
      true,
    ],
    ['any system when none is fixed', staff('1', 'https://any'), term('identifier', '1'), true],
    [
      'an identifier without a system, when that was asked',
      resource({ identifier: [{ value: '1' }] }),
      term('identifier', '1', ''),
      true,
    ],
    [
      'the identifier as an old one',
      resource({ identifier: [{ system: 'https://sys', value: '1', use: 'old' }] }),
      term('identifier', '1', 'https://sys'),
      false,
    ],
    [
      'the identifier as an old one and as one in use',
      resource({
        identifier: [
          { system: 'https://sys', value: '1', use: 'old' },
          { system: 'https://sys', value: '1', use: 'official' },
        ],
      }),
      term('identifier', '1', 'https://sys'),
      true,
    ],
    [
      'the identifier until a day that is past',
      resource({ identifier: [{ system: 'https://sys', value: '1', period: { end: '2019' } }] }),
      term('identifier', '1', 'https://sys'),
      false,
    ],
    [
      'an old address',
      resource({ telecom: [{ system: 'email', value: 'jan@x.test', use: 'old' }] }),
      term('email', 'jan@x.test'),
      false,
    ],
    ['another value', staff('2'), term('identifier', '1', 'https://sys'), false],
    ['another system', staff('1', 'https://other'), term('identifier', '1', 'https://sys'), false],
    ['a system in another case', staff('1', 'HTTPS://SYS'), term('identifier', '1', 'https://sys'), false],
    ['no system', resource({ identifier: [{ value: '1' }] }), term('identifier', '1', 'https://sys'), false],
    ['a system when none was asked', staff('1'), term('identifier', '1', ''), false],
    ['a value in another case', staff('a'), term('identifier', 'A', 'https://sys'), false],
    ['a value with leading zeros', staff('01'), term('identifier', '1', 'https://sys'), false],
    ['a number', staff(1), term('identifier', '1', 'https://sys'), false],
    [
      'value and system of two identifiers',
      resource({
        identifier: [
          { system: 'https://sys', value: '9' },
          { system: 'x', value: '1' },
        ],
      }),
      term('identifier', '1', 'https://sys'),
      false,
    ],
    ['no identifiers', resource({}), term('identifier', '1', 'https://sys'), false],
    [
      'an identifier that is no list',
      resource({ identifier: { system: 'https://sys', value: '1' } }),
      term('identifier', '1', 'https://sys'),
      false,
    ],
    proves('BI-40', [
      'the address in another case',
      resource({ telecom: [{ system: 'email', value: 'Jan@X.test' }] }),
      term('email', 'jan@x.test'),
      true,
    ]),
    [
      'another address',
      resource({ telecom: [{ system: 'email', value: 'jan@y.test' }] }),
      term('email', 'jan@x.test'),
      false,
    ],
    [
      'the address as a telephone number',
      resource({ telecom: [{ system: 'phone', value: 'jan@x.test' }] }),
      term('email', 'jan@x.test'),
      false,
    ],
    proves('BI-41', [
      'two addresses that are never compared',
      resource({ telecom: [{ system: 'email', value: 'ſam@x.test' }] }),
      term('email', 'ſam@x.test'),
      false,
    ]),
    ['no address', resource({ telecom: [null, {}] }), term('email', 'jan@x.test'), false],
    ['a parameter that cannot be seen in the resource', resource({}), term('family', 'Vos'), true],
  ])('%s', (_what, candidate, sought, expected) => {
    expect(hasSearchedValue(candidate as never, sought)).toBe(expected);
  });
});

describe('a resource of somebody who is not there any more', () => {
  proves('BI-72');
  const daysAgo = new Date(Date.now() - 72 * 3_600_000).toISOString();
  const tomorrow = new Date(Date.now() + 36 * 3_600_000).toISOString();

  it.each<[string, object, boolean]>([
    ['nothing said', {}, true],
    ['active', { active: true }, true],
    ['not active', { active: false }, false],
    ['not deceased', { deceasedBoolean: false }, true],
    ['deceased', { deceasedBoolean: true }, false],
    ['deceased on a day', { deceasedDateTime: '2020-01-01' }, false],
    [
      'replaced by another record',
      { link: [{ type: 'replaced-by', other: { reference: 'Patient/b' } }] },
      false,
    ],
    ['linked otherwise', { link: [null, { type: 'seealso' }, { type: 'replaces' }] }, true],
    ['a role that has ended', { period: { end: daysAgo } }, false],
    ['a role that ended in a year', { period: { end: '2019' } }, false],
    ['a role that ends', { period: { end: tomorrow } }, true],
    ['a role that ends this year, no day given', { period: { end: tomorrow.slice(0, 4) } }, true],
    ['a role without end', { period: { start: '2019-01-01' } }, true],
    ['an end that is no date', { period: { end: 7 } }, true],
  ])('%s', (_what, elements, expected) => {
    expect(isLive(resource(elements))).toBe(expected);
  });
});
