import { proves } from '../../../test/support/proves.js';
import { allowedByForm, type Ticked } from './form-answer.js';
import { partsOf } from './categories.js';
import { recordTypes } from './record-types.js';
import { isTypeOf, typesWithin } from './whole-record.js';

const SERVER = new Set(['Condition', 'Observation', 'MedicationRequest', 'StructureDefinition', 'Patient']);
const scopesWithin = (scope: string, types = recordTypes(SERVER)) =>
  typesWithin(scope, types).flatMap(({ types }) => types.map((type) => type.scope));

describe('the types within a scope for the whole record', () => {
  it('are those of a record that the server has, group by group', () => {
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
  ])('%s: by name in the version that was asked', (whole, type) => {
    expect(scopesWithin(whole)[0]).toBe(type);
    expect(isTypeOf(whole, type)).toBe(true);
  });

  it.each(['patient/Observation.rs', 'patient/*.rs?category=x', 'launch/patient', 'openid'])(
    'none of %s',
    (scope) => {
      expect(scopesWithin(scope)).toEqual([]);
    },
  );

  it('are the usual ones where the server does not say', () => {
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
    ['another level', 'user/Condition.rs'],
    ['other actions', 'patient/Condition.r'],
    ['another version', 'patient/Condition.read'],
    ['a category', partsOf('patient/Condition.rs')[0]!.scope],
    ['the whole itself', 'patient/*.rs'],
    ['no scope', 'patient/Condition'],
  ])('%s is none of them', (_what, scope) => {
    expect(isTypeOf('patient/*.rs', scope)).toBe(false);
  });
});

describe('what is allowed by a form', () => {
  proves('TM-35');
  const WHOLE = 'patient/*.rs';
  const shown = scopesWithin(WHOLE);
  const [PROBLEMS] = partsOf('patient/Condition.rs').map(({ scope }) => scope);
  const answer = (changes: Partial<Ticked>, offered = [WHOLE]) =>
    allowedByForm(offered, { scopes: offered, parts: [], shown, types: shown, typeParts: [], ...changes });
  const without = (...gone: string[]) => shown.filter((type) => !gone.includes(type));

  it('nothing unticked grants what was asked', () => {
    expect(answer({})).toEqual([WHOLE]);
  });

  it('one unticked grants the others by name', () => {
    expect(answer({ types: without('patient/Condition.rs') })).toEqual(without('patient/Condition.rs'));
  });

  it('a category takes the place of its type', () => {
    expect(answer({ typeParts: [PROBLEMS!] })).toEqual([PROBLEMS, ...without('patient/Condition.rs')]);
    expect(answer({ types: [], typeParts: [PROBLEMS!] })).toEqual([PROBLEMS]);
  });

  it('the whole unticked is nothing of it; without types, too', () => {
    expect(answer({ scopes: [] })).toEqual([]);
    expect(answer({ types: [] })).toEqual([]);
  });

  it('a form that shows no types knows the whole and nothing of it alone', () => {
    expect(answer({ shown: [], types: [] })).toEqual([WHOLE]);
    expect(answer({ shown: [], types: shown, scopes: [] })).toEqual([]);
  });

  it('what was taken out does not come back by its own name, or by another spelling of the whole', () => {
    const types = without('patient/Condition.rs');
    expect(answer({ types }, [WHOLE, 'patient/Condition.rs'])).toEqual(types);
    expect(answer({ types }, [WHOLE, 'patient/Condition.r'])).toEqual(types);
    expect(answer({ types }, [WHOLE, 'patient/*.read'])).toEqual(types);
    expect(answer({ types }, [WHOLE, 'user/Condition.rs'])).toEqual([...types, 'user/Condition.rs']);
  });

  it('what is unticked by its own name is left out of the whole, of which the others stay by name', () => {
    const named = (scope: string) =>
      answer({ scopes: [WHOLE] }, [WHOLE, scope]).filter((one) => one !== scope);
    const others = without('patient/Observation.rs');
    for (const scope of ['patient/Observation.rs', 'patient/Observation.cruds', 'patient/Observation.s'])
      expect(named(scope)).toEqual(others);
    // A scope that only allows writing shows the app nothing.
    expect(named('patient/Observation.c')).toEqual([WHOLE]);
  });

  it('what is left out of one scope for the whole record is left out of the others', () => {
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

  it('a part by its own name and a part in the whole: what both leave', () => {
    const [first, second] = partsOf('patient/Condition.rs').map(({ scope }) => scope);
    const offered = [WHOLE, 'patient/Condition.rs'];
    expect(answer({ parts: [first!], typeParts: [first!, second!] }, offered)).toContain(first);
    expect(answer({ parts: [first!], typeParts: [second!] }, offered)).not.toContain(second);
    expect(answer({ parts: [first!] }, offered)).toEqual(
      expect.arrayContaining([first, ...without('patient/Condition.rs')]),
    );
  });

  it('types of one level are not those of another', () => {
    const both = [...shown, ...scopesWithin('user/*.rs')];
    const types = both.filter((type) => type !== 'user/Condition.rs');
    expect(answer({ shown: both, types }, [WHOLE, 'user/*.rs'])).toEqual([
      WHOLE,
      ...scopesWithin('user/*.rs').filter((type) => type !== 'user/Condition.rs'),
    ]);
  });

  it('what was not shown, or not asked for, is not granted', () => {
    expect(answer({ types: ['patient/Goal.rs', 'user/Goal.rs', 'patient/*.cruds'] })).toEqual([]);
    expect(answer({}, ['patient/Patient.rs'])).toEqual(['patient/Patient.rs']);
  });
});
