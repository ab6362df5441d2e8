import { proves } from '../../../../test/support/proves.js';
import { readClaim, readText } from './claim-reference.js';

const claims = JSON.parse(`{
  "sub": "s", "extn.fhirUser": "Practitioner/1", "https://clinic.example/role": "nurse", "/odd": "exact",
  "empty": "", "list": ["a", {"b": "c"}], "nested": {"a/b": 1, "m~n": 2, "": 3, "deep": {"x": null}},
  "extn": {"fhirUser": "Practitioner/wrong"}, "__proto__": {"polluted": true}, "padded": " x ", "nul": "a\\u0000b",
  "lines": "a\\nb", "joined": "a\\u200Cb", "half": "a\\ud800", "number": 7
}`) as Record<string, unknown>;

describe('a claim is read by', () => {
  it.each([
    ['its exact name, dots and all', 'extn.fhirUser', 'Practitioner/1'],
    ['its exact name, a URL', 'https://clinic.example/role', 'nurse'],
    ['its exact name before any pointer', '/odd', 'exact'],
    ['a JSON Pointer', '/nested/deep/x', null],
    ['a JSON Pointer into a list', '/list/1/b', 'c'],
    ['a JSON Pointer with an escaped slash', '/nested/a~1b', 1],
    ['a JSON Pointer with an escaped tilde', '/nested/m~0n', 2],
    ['a JSON Pointer with an empty name', '/nested/', 3],
    ['a JSON Pointer to a name with a dot', '/extn.fhirUser', 'Practitioner/1'],
  ])('%s', (_how, reference, value) => {
    expect(readClaim(claims, reference)).toEqual(value);
  });

  it.each([
    ['a dot path', 'nested.deep'],
    ['a name in another case', 'SUB'],
    ['a pointer through text', '/sub/length'],
    ['a pointer beyond a list', '/list/2'],
    ['a pointer to a list’s own property', '/list/length'],
    proves('BI-28', ['a property that every object has', 'constructor']),
    proves('BI-28', ['a pointer to a property that every object has', '/nested/constructor/name']),
    proves('BI-28', ['a pointer to a property that every list has', '/list/map']),
    proves('BI-28', ['toString', 'toString']),
    ['an empty name', ''],
  ])('not by %s', (_how, reference) => {
    expect(readClaim(claims, reference)).toBeUndefined();
  });

  it('a claim named __proto__ is an ordinary claim', () => {
    proves('BI-28');
    expect(readClaim(claims, '__proto__')).toEqual({ polluted: true });
    expect(readClaim(claims, 'polluted')).toBeUndefined();
    expect(readClaim({}, '__proto__')).toBeUndefined();
  });
});

describe('text is read from the claim', () => {
  it.each([
    ['sub', 's'],
    ['padded', 'x'],
    // Persian names can contain this character.
    ['joined', 'a\u200Cb'],
  ])('%s', (reference, text) => {
    expect(readText(claims, reference)).toBe(text);
  });

  it.each(['empty', 'list', 'nested', 'number', 'nul', 'lines', 'half', 'missing'])(
    'but not from the claim %s',
    (reference) => {
      expect(readText(claims, reference)).toBeUndefined();
    },
  );
});
