import fc from 'fast-check';
import { consistentAnswer } from '#src/smart/scopes/consistent-answer.js';
import { decidedScopes } from '#src/smart/scopes/decided-scopes.js';
import { permittedScopes, scopesWithinRights } from '#src/smart/scopes/known-scopes.js';
import { coveredBy, covers, intersection, normalised } from '#src/smart/scopes/scope-algebra.js';
import { ACTIONS, parseSmartScope, type SmartScope } from '#src/smart/scopes/smart-scope.js';
import { proves } from '../support/proves.js';

const suffixes = fc.oneof(
  fc.constantFrom('read', 'write', '*'),
  fc
    .subarray([...ACTIONS], { minLength: 1 })
    .map((actions) => ACTIONS.filter((action) => actions.includes(action)).join('')),
);
const text = fc
  .tuple(
    fc.constantFrom('patient', 'user', 'system'),
    fc.constantFrom('*', 'Patient', 'Observation', 'Condition'),
    suffixes,
    fc.constantFrom('', '', '?category=a', '?category=b', '?code=x&category=a'),
  )
  .map(
    ([level, type, suffix, query]) => `${level}/${type}.${suffix}${/^[cruds]+$/.test(suffix) ? query : ''}`,
  );
const scope = text.map((one) => parseSmartScope(one)!);
const scopes = fc.array(scope, { maxLength: 6 });

/** The meaning of a set of scopes, spelled out: every (level, type, action, condition) that it permits. */
function meaning(set: readonly SmartScope[]): Set<string> {
  const types = ['Patient', 'Observation', 'Condition', 'AnythingElse'];
  const conditions = ['category=a', 'category=b', 'code=x&category=a', 'no condition'];
  return new Set(
    set.flatMap(({ level, resourceType, actions, query }) =>
      (resourceType === '*' ? types : [resourceType]).flatMap((type) =>
        [...actions].flatMap((action) =>
          (query === undefined ? conditions : [query]).map((one) => `${level}/${type}.${action}?${one}`),
        ),
      ),
    ),
  );
}
const isWithin = (inner: Set<string>, outer: Set<string>) => [...inner].every((one) => outer.has(one));
const RUNS = { numRuns: 20_000 };

describe('the algebra of scopes', () => {
  proves('TM-30');
  it('one scope covers another exactly when it permits everything that the other permits', () => {
    fc.assert(
      fc.property(scopes, scope, (holders, wanted) => {
        expect(coveredBy(holders, wanted)).toBe(isWithin(meaning([wanted]), meaning(holders)));
      }),
      RUNS,
    );
  });

  it('covering is reflexive and transitive', () => {
    fc.assert(
      fc.property(scope, scope, scope, (a, b, c) => {
        expect(covers(a, a)).toBe(true);
        if (covers(a, b) && covers(b, c)) expect(covers(a, c)).toBe(true);
      }),
      RUNS,
    );
  });

  it('the normal form has the same meaning, is not longer, and is its own normal form', () => {
    fc.assert(
      fc.property(scopes, (set) => {
        const normal = normalised(set);
        expect(meaning(normal)).toEqual(meaning(set));
        expect(normal.length).toBeLessThanOrEqual(set.length);
        expect(normalised(normal)).toEqual(normal);
      }),
      RUNS,
    );
  });

  it('an intersection is within both scopes, and the order of the two does not matter', () => {
    fc.assert(
      fc.property(scope, scope, (a, b) => {
        const both = intersection(a, b);
        expect(intersection(b, a)?.text).toBe(both?.text);
        if (!both) return;
        expect(isWithin(meaning([both]), meaning([a]))).toBe(true);
        expect(isWithin(meaning([both]), meaning([b]))).toBe(true);
      }),
      RUNS,
    );
  });

  it('the granted scopes are within the request and within the registration', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 6 }), fc.array(text, { maxLength: 6 }), (asked, registered) => {
        const granted = permittedScopes(asked, registered.join(' ')).map((one) => parseSmartScope(one)!);
        expect(granted).not.toContain(undefined);
        const read = (texts: string[]) => meaning(texts.map((one) => parseSmartScope(one)!));
        expect(isWithin(meaning(granted), read(asked))).toBe(true);
        expect(isWithin(meaning(granted), read(registered))).toBe(true);
      }),
      RUNS,
    );
  });

  it('the granted scopes are also within the person’s rights, whatever the person ticks', () => {
    proves('TM-30');
    const texts = fc.array(text, { maxLength: 5 });
    fc.assert(
      fc.property(texts, texts, texts, texts, (wanted, registered, rights, ticked) => {
        const asked = permittedScopes(wanted, registered.join(' '));
        const offered = scopesWithinRights(asked, rights.join(' '));
        const answer = scopesWithinRights(
          consistentAnswer(offered, [...offered, ...ticked]),
          offered.join(' '),
        );
        const { granted, declined, narrower } = decidedScopes(asked, answer, {});
        const read = (list: string[]) => meaning(list.map((one) => parseSmartScope(one)!));
        for (const limit of [wanted, registered, rights])
          expect(isWithin(read(granted), read(limit))).toBe(true);
        expect([...granted, ...declined].sort()).toEqual([...asked, ...narrower].sort());
      }),
      RUNS,
    );
  });

  it('no granted scope contains what the person declined, and every granted scope was ticked', () => {
    proves('TM-35');
    fc.assert(
      fc.property(fc.array(fc.tuple(text, fc.boolean()), { maxLength: 6 }), (answers) => {
        const ticked = answers.filter(([, isTicked]) => isTicked).map(([one]) => one);
        const asked = answers.map(([one]) => one);
        const stands = consistentAnswer(asked, ticked);
        expect(ticked).toEqual(expect.arrayContaining(stands));
        for (const out of asked.filter((one) => !ticked.includes(one)).map((one) => parseSmartScope(one)!))
          for (const action of out.actions)
            for (const one of stands.map((each) => parseSmartScope(each)!))
              expect(covers(one, { ...out, actions: new Set([action]) })).toBe(false);
        if (ticked.length === asked.length) expect(stands).toEqual(asked);
      }),
      RUNS,
    );
  });

  it('smart_2.2@127 scopes that are all granted are returned exactly as they were asked for', () => {
    fc.assert(
      fc.property(fc.uniqueArray(text, { maxLength: 6 }), (asked) => {
        expect(permittedScopes(asked, asked.join(' '))).toEqual(asked);
        expect(permittedScopes(asked, undefined)).toEqual(asked);
      }),
      RUNS,
    );
  });
});
