import { isAllowedValue, isAllowedValuePattern } from './allowed-values.js';

describe('allowed values', () => {
  it.each([
    ['S1', ['S1'], true],
    ['S12', ['S1'], false],
    ['N-7', ['N-*'], true],
    ['n-7', ['N-*'], false],
    ['XN-7', ['N-*'], false],
    ['7@north.example', ['*@north.example'], true],
    ['7@north.example.evil', ['*@north.example'], false],
    ['Practitioner/1', ['Patient/*', 'Practitioner/*'], true],
    // The text before the star and the text after it never match the same letters of the value.
    ['aba', ['ab*ba'], false],
    ['.', ['.*'], true],
    ['x', ['.*'], false],
    ['anything', undefined, true],
    ['anything', [], false],
  ])('%j of %j: %j', (value, allowed, expected) => {
    expect(isAllowedValue(value, allowed)).toBe(expected);
  });

  it('may have one star at most', () => {
    expect(['a*b', '*', 'a'].every(isAllowedValuePattern)).toBe(true);
    expect(['a*b*', '', 1, null, 'a'.repeat(257)].some(isAllowedValuePattern)).toBe(false);
  });
});
