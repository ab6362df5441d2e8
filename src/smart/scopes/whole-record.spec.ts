import { proves } from '../../../test/support/proves.js';
import { allowedByForm, type Ticked } from './form-answer.js';
import { partsOf } from './categories.js';
import { recordTypes } from './record-types.js';
import { isTypeOf, typesWithin } from './whole-record.js';

const SERVER = new Set(['Condition', 'Observation', 'MedicationRequest', 'StructureDefinition', 'Patient']);
const scopesWithin = (scope: string, types = recordTypes(SERVER)) =>
  typesWithin(scope, types).flatMap(({ types }) => types.map((type) => type.scope));

describe('the types within a scope for the whole record', () => {
  it('are the types of a patient record that the server has, in groups', () => {
    expect(typesWithin('patient/*.rs', recordTypes(SERVER))).toMatchObject([
      { group: 'health', types: [{ type: 'Condition', scope: 'patient/Condition.rs' }] },
      { group: 'results', types: [{ type: 'Observation' }] },
      { group: 'medicines', types: [{ type: 'MedicationRequest' }] },
      { group: 'people', types: [{ type: 'Patient' }] },
    ]);
  });

  it.each([
    ['patient/*.rs', 'patient/Condition.rs'],
    ['patient/*.read', 'patient/Condition.read'],
    ['user/*.*', 'user/Condition.*'],
    ['user/*.write', 'user/Condition.write'],
    ['patient/*.cruds', 'patient/Condition.cruds'],
    ['patient/*.r', 'patient/Condition.r'],
  ])('%s: each is named in the version of this scope', (whole, type) => {
    expect(scopesWithin(whole)[0]).toBe(type);
    expect(isTypeOf(whole, type)).toBe(true);
  });

  it.each(['patient/Observation.rs', 'patient/*.rs?category=x', 'launch/patient', 'openid'])(
    'do not exist for %s',
    (scope) => {
      expect(scopesWithin(scope)).toEqual([]);
    },
  );

  it('are the usual types when the server does not list its types', () => {
    expect(scopesWithin('patient/*.rs', recordTypes(undefined))).toEqual(
      expect.arrayContaining([
        'patient/AllergyIntolerance.rs',
        'patient/Observation.rs',
        'patient/Patient.rs',
      ]),
    );
    expect(recordTypes(new Set())).toEqual(recordTypes(undefined));
  });

  it.each([
    ['a scope of another level', 'user/Condition.rs'],
    ['a scope with other actions', 'patient/Condition.r'],
    ['a scope in another version', 'patient/Condition.read'],
    ['a scope for a category', partsOf('patient/Condition.rs')[0]!.scope],
    ['the scope for the whole record itself', 'patient/*.rs'],
    ['text that is not a scope', 'patient/Condition'],
  ])('do not include %s', (_what, scope) => {
    expect(isTypeOf('patient/*.rs', scope)).toBe(false);
  });
});

describe('what is granted by the consent form', () => {
  proves('TM-35');
  const WHOLE = 'patient/*.rs';
  const shown = scopesWithin(WHOLE);
  const [PROBLEMS] = partsOf('patient/Condition.rs').map(({ scope }) => scope);
  const answer = (changes: Partial<Ticked>, offered = [WHOLE]) =>
    allowedByForm(offered, { scopes: offered, parts: [], shown, types: shown, typeParts: [], ...changes });
  const without = (...gone: string[]) => shown.filter((type) => !gone.includes(type));

  it('with all boxes ticked: the scope that was asked for', () => {
    expect(answer({})).toEqual([WHOLE]);
  });

  it('with one type unticked: the other types by name', () => {
    expect(answer({ types: without('patient/Condition.rs') })).toEqual(without('patient/Condition.rs'));
  });

  it('a category replaces its type', () => {
    expect(answer({ typeParts: [PROBLEMS!] })).toEqual([PROBLEMS, ...without('patient/Condition.rs')]);
    expect(answer({ types: [], typeParts: [PROBLEMS!] })).toEqual([PROBLEMS]);
  });

  it('with the whole record unticked, or all its types: no scope', () => {
    expect(answer({ scopes: [] })).toEqual([]);
    expect(answer({ types: [] })).toEqual([]);
  });

  it('on a form without types: the whole record or nothing', () => {
    expect(answer({ shown: [], types: [] })).toEqual([WHOLE]);
    expect(answer({ shown: [], types: shown, scopes: [] })).toEqual([]);
  });

  it('an unticked type is not granted by its own scope or by another spelling of the whole record', () => {
    const types = without('patient/Condition.rs');
    expect(answer({ types }, [WHOLE, 'patient/Condition.rs'])).toEqual(types);
    expect(answer({ types }, [WHOLE, 'patient/Condition.r'])).toEqual(types);
    expect(answer({ types }, [WHOLE, 'patient/*.read'])).toEqual(types);
    expect(answer({ types }, [WHOLE, 'user/Condition.rs'])).toEqual([...types, 'user/Condition.rs']);
  });

  it('a scope that is unticked by its own name is left out of the whole record, and the other types are named', () => {
    const named = (scope: string) =>
      answer({ scopes: [WHOLE] }, [WHOLE, scope]).filter((one) => one !== scope);
    const others = without('patient/Observation.rs');
    for (const scope of ['patient/Observation.rs', 'patient/Observation.cruds', 'patient/Observation.s'])
      expect(named(scope)).toEqual(others);
    // A scope that only permits writing shows no data to the app.
    expect(named('patient/Observation.c')).toEqual([WHOLE]);
  });

  it('a type that is unticked in one scope for the whole record is left out of the other ones', () => {
    const reading = ['patient/*.r', 'patient/*.s'];
    const both = reading.flatMap((scope) => scopesWithin(scope));
    const types = both.filter((type) => type !== 'patient/Condition.r');
    const left = answer({ shown: both, types }, reading);
    expect(left).toContain('patient/Patient.r');
    expect(left).toContain('patient/Patient.s');
    expect(left.some((scope) => scope.includes('*') || scope.includes('Condition'))).toBe(false);
    const writing = ['patient/*.rs', 'patient/*.c'];
    const all = writing.flatMap((scope) => scopesWithin(scope));
    const without = all.filter((type) => type !== 'patient/Condition.rs');
    expect(answer({ shown: all, types: without }, writing)).toContain('patient/*.c');
  });

  it('of parts that are offered twice: those that are ticked in both places', () => {
    const [first, second] = partsOf('patient/Condition.rs').map(({ scope }) => scope);
    const offered = [WHOLE, 'patient/Condition.rs'];
    expect(answer({ parts: [first!], typeParts: [first!, second!] }, offered)).toContain(first);
    expect(answer({ parts: [first!], typeParts: [second!] }, offered)).not.toContain(second);
    expect(answer({ parts: [first!] }, offered)).toEqual(
      expect.arrayContaining([first, ...without('patient/Condition.rs')]),
    );
  });

  it('a type that is unticked in one level stays in another level', () => {
    const both = [...shown, ...scopesWithin('user/*.rs')];
    const types = both.filter((type) => type !== 'user/Condition.rs');
    expect(answer({ shown: both, types }, [WHOLE, 'user/*.rs'])).toEqual([
      WHOLE,
      ...scopesWithin('user/*.rs').filter((type) => type !== 'user/Condition.rs'),
    ]);
  });

  it('no scope that was not shown or not asked for', () => {
    expect(answer({ types: ['patient/Goal.rs', 'user/Goal.rs', 'patient/*.cruds'] })).toEqual([]);
    expect(answer({}, ['patient/Patient.rs'])).toEqual(['patient/Patient.rs']);
  });
});
