import { proves } from '../../../test/support/proves.js';
import { needsPatient, permittedScopes, splitScope } from './known-scopes.js';
import { covers } from './scope-algebra.js';
import { parseSmartScope } from './smart-scope.js';

const actionsOf = (text: string) => {
  const scope = parseSmartScope(text);
  return scope && [...scope.actions].join('');
};

describe('the grammar of clinical scopes', () => {
  it.each([
    ['patient/Observation.rs', 'rs'],
    ['patient/Observation.cruds', 'cruds'],
    ['user/*.c', 'c'],
    ['system/Patient.ds', 'ds'],
    ['patient/Observation.read', 'rs'],
    ['patient/Observation.write', 'cud'],
    ['patient/*.*', 'cruds'],
  ])('%s allows %s', (text, actions) => {
    expect(actionsOf(text)).toBe(actions);
    expect(parseSmartScope(text)!.text).toBe(text);
  });

  it.each([
    'patient/Observation.rs?category=laboratory',
    'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory',
    'patient/Condition.r?a=1&code:in=http://x/y|z,w&b.c=3',
  ])('keeps the query of %s unchanged', (text) => {
    expect(parseSmartScope(text)!.query).toBe(text.slice(text.indexOf('?') + 1));
  });

  it.each([
    'patient/Observation.dcurs',
    'patient/Observation.dus',
    'patient/Observation.sr',
    'patient/Observation.rr',
    'patient/Observation.',
    'patient/Observation',
    'patient/Observation.Read',
    'patient/Observation.reads',
    'patient/Observation.rs?',
    'patient/Observation.rs?category',
    'patient/Observation.rs?=x',
    'patient/Observation.rs?a=1&',
    'patient/Observation.read?category=laboratory',
    'patient/Observation.*?category=laboratory',
    'Patient/Observation.rs',
    'patient/observation.rs',
    'patient/Obs*.rs',
    'patient/Observation/1.rs',
    'patient/../Observation.rs',
    'patient/.rs',
    'practitioner/Observation.rs',
    '*/Observation.rs',
    ' patient/Observation.rs',
    'patient/Observation.rs\n',
    'patient/Observation.rs\nx',
    `patient/${'A'.repeat(65)}.rs`,
    'openid',
    'launch/patient',
    '',
  ])('refuses %j', (text) => {
    proves('BI-99');
    expect(parseSmartScope(text)).toBeUndefined();
  });

  it.each(['constructor', 'toString', 'valueOf', '__proto__', 'hasOwnProperty'])(
    'refuses a property that every object has (%s) as an action',
    (suffix) => {
      proves('BI-28 BI-99');
      expect(parseSmartScope(`patient/Observation.${suffix}`)).toBeUndefined();
      expect(permittedScopes([`patient/Observation.${suffix}`], undefined)).toEqual([]);
    },
  );

  it('a scope of 100 KiB is refused without delay', () => {
    proves('BI-99');
    // A parser that reads parts again and again would not end here in time.
    expect(parseSmartScope(`patient/Observation.rs?${'a=b&'.repeat(25_000)}`)).toBeUndefined();
    expect(parseSmartScope(`patient/Observation.${'cruds'.repeat(20_000)}`)).toBeUndefined();
  });
});

describe('all scopes of three levels, three types and all actions', () => {
  proves('TM-30');
  const LETTERS = [...'cruds'];
  /** Every selection of c, r, u, d, s, in this order, and the words of version 1. */
  const SUFFIXES = Array.from({ length: 31 }, (_none, index) =>
    LETTERS.filter((_letter, bit) => ((index + 1) >> bit) & 1).join(''),
  );
  const VERSION_1 = { read: 'rs', write: 'cud', '*': 'cruds' };
  const CORPUS = ['patient', 'user', 'system'].flatMap((level) =>
    ['Patient', 'MedicationRequest', '*'].flatMap((type) =>
      [...SUFFIXES, ...Object.keys(VERSION_1)].map((suffix) => ({ level, type, suffix })),
    ),
  );

  it('are more than 200, and each is read as it is written', () => {
    expect(CORPUS.length).toBeGreaterThan(200);
    for (const { level, type, suffix } of CORPUS) {
      const scope = parseSmartScope(`${level}/${type}.${suffix}`)!;
      const actions = VERSION_1[suffix as keyof typeof VERSION_1] ?? suffix;
      expect([scope.level, scope.resourceType, [...scope.actions].join('')]).toEqual([level, type, actions]);
    }
  });

  it('are not accepted when one character is changed', () => {
    for (const { level, type, suffix } of CORPUS) {
      const text = `${level}/${type}.${suffix}`;
      const mistakes = [
        text.toUpperCase(),
        text.replace('/', '//'),
        text.replace('/', ':'),
        text.replace('.', '..'),
        text.replace('.', '/'),
        `${text}.rs`,
        `${text}x`,
        `${text} `,
        `${text}?`,
        `-${text}`,
        `${level}/${type}.${suffix}${suffix}`,
        ...(SUFFIXES.includes(suffix) && suffix.length > 1
          ? [`${level}/${type}.${[...suffix].reverse().join('')}`]
          : []),
      ];
      for (const mistake of mistakes)
        expect([mistake, parseSmartScope(mistake)]).toEqual([mistake, undefined]);
    }
  });

  it('are granted only within the registration of the client, also when versions are mixed', () => {
    const registered = 'patient/Patient.rs user/MedicationRequest.read';
    const granted = permittedScopes(
      CORPUS.map(({ level, type, suffix }) => `${level}/${type}.${suffix}`),
      registered,
    );
    expect(granted.length).toBeGreaterThan(0);
    const limit = registered.split(' ').map((one) => parseSmartScope(one)!);
    for (const one of granted)
      expect([one, limit.some((holder) => covers(holder, parseSmartScope(one)!))]).toEqual([one, true]);
  });
});

describe('a client that has one scope also has another', () => {
  it.each([
    ['patient/*.cruds', 'patient/Observation.r', true],
    ['patient/Observation.read', 'patient/Observation.rs', true],
    ['patient/Observation.rs', 'patient/Observation.read', true],
    ['patient/Observation.rs', 'patient/Observation.rs?category=laboratory', true],
    ['patient/Observation.rs?a=1', 'patient/Observation.rs?a=1', true],
    ['patient/Observation.rs?a=1&b=2', 'patient/Observation.rs?b=2&a=1', true],
    ['patient/Observation.rs?a=x|1', 'patient/Observation.r?a=x%7C1', true],
    ['patient/Observation.rs?a=1&b=2', 'patient/Observation.rs?a=2&b=1', false],
    ['patient/Observation.rs?a=1', 'patient/Observation.rs?A=1', false],
    ['patient/Observation.rs', 'patient/Observation.rus', false],
    ['patient/Observation.r', 'patient/Observation.s', false],
    ['patient/Observation.rs', 'patient/*.rs', false],
    ['patient/Observation.rs', 'patient/Condition.rs', false],
    ['patient/Observation.rs', 'user/Observation.rs', false],
    ['user/*.cruds', 'patient/Observation.r', false],
    ['system/*.cruds', 'user/Observation.r', false],
    ['patient/Observation.rs?a=1', 'patient/Observation.rs', false],
    ['patient/Observation.rs?a=1', 'patient/Observation.rs?a=2', false],
    ['patient/Observation.rs?a=1', 'patient/Observation.rs?a=1&b=2', false],
  ])('%s includes %s: %s', (holder, wanted, expected) => {
    expect(covers(parseSmartScope(holder)!, parseSmartScope(wanted)!)).toBe(expected);
  });
});

describe('the scopes that a client may have', () => {
  it('are those that it asked for, in their order and spelling', () => {
    const asked = ['patient/Observation.read', 'openid', 'launch/patient', 'patient/Condition.rs'];
    expect(permittedScopes(asked, undefined)).toEqual(asked);
    expect(permittedScopes(asked, 'openid patient/*.rs')).toEqual([
      'patient/Observation.read',
      'openid',
      'patient/Condition.rs',
    ]);
  });

  it.each([
    ['unknown scopes', ['address', 'admin', 'patient/*.dcurs', 'OPENID'], undefined],
    ['scopes of a registration without scopes', ['openid', 'patient/Observation.rs'], ''],
    ['scopes of another level', ['user/Observation.rs', 'system/*.rs'], 'patient/*.rs'],
    ['scopes with another search parameter', ['patient/Observation.rs?a=1'], 'patient/Observation.rs?a=2'],
  ])('do not include %s', (_what, asked, allowed) => {
    expect(permittedScopes(asked, allowed)).toEqual([]);
  });

  it.each([
    [
      'patient/*.rs',
      'patient/Observation.rs patient/Condition.r',
      ['patient/Observation.rs', 'patient/Condition.r'],
    ],
    [
      'patient/*.read',
      'patient/Observation.cruds patient/Condition.r',
      ['patient/Observation.read', 'patient/Condition.r'],
    ],
    ['patient/*.cruds', 'patient/*.rs', ['patient/*.rs']],
    ['patient/*.*', 'patient/Observation.rs patient/Observation.cud', ['patient/Observation.*']],
    ['patient/Observation.rs', 'patient/*.r patient/Observation.s', ['patient/Observation.rs']],
    [
      'patient/Observation.rs',
      'patient/Observation.rs?a=1 patient/Observation.s',
      ['patient/Observation.rs?a=1', 'patient/Observation.s'],
    ],
    ['patient/Observation.rs?a=1', 'patient/*.r', ['patient/Observation.r?a=1']],
  ])('smart_2.2@145 %s of a client with %s are %j', (asked, allowed, granted) => {
    expect(permittedScopes([asked], allowed)).toEqual(granted);
  });

  it('never exceed the request or the registration', () => {
    proves('TM-30');
    const levels = ['patient', 'user', 'system'];
    const all = levels.flatMap((level) =>
      ['*', 'Patient', 'Observation'].flatMap((type) =>
        ['read', 'write', '*', 'r', 'rs', 'cud', 'cruds'].map((actions) => `${level}/${type}.${actions}`),
      ),
    );
    for (const registered of all) {
      for (const granted of permittedScopes(all, registered)) {
        expect(covers(parseSmartScope(registered)!, parseSmartScope(granted)!)).toBe(true);
      }
    }
  });

  it.each([
    [undefined, []],
    ['', []],
    ['  openid   fhirUser openid ', ['openid', 'fhirUser']],
  ])('are split from %j', (text, scopes) => {
    expect(splitScope(text)).toEqual(scopes);
  });

  it.each([
    [['launch/patient'], true],
    [['launch/encounter'], true],
    [['patient/Observation.rs'], true],
    [['patient/Observation.read'], true],
    [['user/Observation.rs', 'system/*.rs', 'openid', 'launch'], false],
    [[], false],
  ])('%j need a patient: %s', (scopes, expected) => {
    expect(needsPatient(scopes)).toBe(expected);
  });
});
