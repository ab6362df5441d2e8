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

describe('whether a resource in the answer has the value that was searched', () => {
  proves('BI-71');
  it.each<[string, object, SearchTerm, boolean]>([
    ['the same identifier: yes', staff('1'), term('identifier', '1', 'https://sys'), true],
    [
      'the same identifier among others: yes',
      resource({ identifier: [{ value: '9' }, null, { system: 'https://sys', value: '1' }] }),
      term('identifier', '1', 'https://sys'),
      true,
    ],
    [
      'any identifier system when the search fixed none: yes',
      staff('1', 'https://any'),
      term('identifier', '1'),
      true,
    ],
    [
      'an identifier without a system when the search asked for that: yes',
      resource({ identifier: [{ value: '1' }] }),
      term('identifier', '1', ''),
      true,
    ],
    [
      'the identifier marked as old: no',
      resource({ identifier: [{ system: 'https://sys', value: '1', use: 'old' }] }),
      term('identifier', '1', 'https://sys'),
      false,
    ],
    [
      'the identifier marked as old and again in use: yes',
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
      'the identifier with an end in the past: no',
      resource({ identifier: [{ system: 'https://sys', value: '1', period: { end: '2019' } }] }),
      term('identifier', '1', 'https://sys'),
      false,
    ],
    [
      'an e-mail address marked as old: no',
      resource({ telecom: [{ system: 'email', value: 'jan@x.test', use: 'old' }] }),
      term('email', 'jan@x.test'),
      false,
    ],
    ['another value: no', staff('2'), term('identifier', '1', 'https://sys'), false],
    [
      'another identifier system: no',
      staff('1', 'https://other'),
      term('identifier', '1', 'https://sys'),
      false,
    ],
    [
      'an identifier system in another case: no',
      staff('1', 'HTTPS://SYS'),
      term('identifier', '1', 'https://sys'),
      false,
    ],
    [
      'no identifier system: no',
      resource({ identifier: [{ value: '1' }] }),
      term('identifier', '1', 'https://sys'),
      false,
    ],
    [
      'an identifier system when the search asked for none: no',
      staff('1'),
      term('identifier', '1', ''),
      false,
    ],
    ['a value in another case: no', staff('a'), term('identifier', 'A', 'https://sys'), false],
    ['a value with leading zeros: no', staff('01'), term('identifier', '1', 'https://sys'), false],
    ['a number in place of a text: no', staff(1), term('identifier', '1', 'https://sys'), false],
    [
      'value and system of two different identifiers: no',
      resource({
        identifier: [
          { system: 'https://sys', value: '9' },
          { system: 'x', value: '1' },
        ],
      }),
      term('identifier', '1', 'https://sys'),
      false,
    ],
    ['no identifiers: no', resource({}), term('identifier', '1', 'https://sys'), false],
    [
      'an identifier that is not in a list: no',
      resource({ identifier: { system: 'https://sys', value: '1' } }),
      term('identifier', '1', 'https://sys'),
      false,
    ],
    proves('BI-40', [
      'the e-mail address in another case: yes',
      resource({ telecom: [{ system: 'email', value: 'Jan@X.test' }] }),
      term('email', 'jan@x.test'),
      true,
    ]),
    [
      'another e-mail address: no',
      resource({ telecom: [{ system: 'email', value: 'jan@y.test' }] }),
      term('email', 'jan@x.test'),
      false,
    ],
    [
      'the e-mail address as a telephone number: no',
      resource({ telecom: [{ system: 'phone', value: 'jan@x.test' }] }),
      term('email', 'jan@x.test'),
      false,
    ],
    proves('BI-41', [
      'two addresses that are never compared: no',
      resource({ telecom: [{ system: 'email', value: 'ſam@x.test' }] }),
      term('email', 'ſam@x.test'),
      false,
    ]),
    ['no e-mail address: no', resource({ telecom: [null, {}] }), term('email', 'jan@x.test'), false],
    ['a parameter that cannot be compared with the resource: yes', resource({}), term('family', 'Vos'), true],
  ])('%s', (_what, candidate, sought, expected) => {
    expect(hasSearchedValue(candidate as never, sought, Date.now())).toBe(expected);
  });
});

describe('whether a resource is of a person who is still there', () => {
  proves('BI-72');
  const daysAgo = new Date(Date.now() - 72 * 3_600_000).toISOString();
  const tomorrow = new Date(Date.now() + 36 * 3_600_000).toISOString();

  it.each<[string, object, boolean]>([
    ['the resource says nothing about this: yes', {}, true],
    ['active: yes', { active: true }, true],
    ['not active: no', { active: false }, false],
    ['not deceased: yes', { deceasedBoolean: false }, true],
    ['deceased: no', { deceasedBoolean: true }, false],
    ['deceased on a day: no', { deceasedDateTime: '2020-01-01' }, false],
    [
      'replaced by another record: no',
      { link: [{ type: 'replaced-by', other: { reference: 'Patient/b' } }] },
      false,
    ],
    ['linked in another way: yes', { link: [null, { type: 'seealso' }, { type: 'replaces' }] }, true],
    ['a role that has ended: no', { period: { end: daysAgo } }, false],
    ['a role that ended in a past year: no', { period: { end: '2019' } }, false],
    ['a role that ends in the future: yes', { period: { end: tomorrow } }, true],
    ['a role that ends this year, without a day: yes', { period: { end: tomorrow.slice(0, 4) } }, true],
    ['a role without an end: yes', { period: { start: '2019-01-01' } }, true],
    ['an end that is not a date: yes', { period: { end: 7 } }, true],
  ])('%s', (_what, elements, expected) => {
    expect(isLive(resource(elements), Date.now())).toBe(expected);
  });
});
