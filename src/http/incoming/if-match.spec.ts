import { IfMatch } from './if-match.js';

describe('If-Match (RFC 9110 section 13.1.1)', () => {
  it.each<[string, boolean]>([
    ['"3"', true],
    ['*', true],
    [' * ', true],
    ['"1", "3"', true],
    ['"1","3","4"', true],
    [', "3",', true],
    ['W/"1", "3"', true],
    ['"4"', false],
    ['W/"3"', false],
    ['w/"3"', false],
    ['3', false],
    ['', false],
    ['"3', false],
    ['"3" "4"', false],
    ['"3", nonsense', false],
    ['"1, "3"', false],
    ['*, "3"', false],
    ['"a,"', false],
  ])('%s matches the entity tag "3": %s', (header, met) => {
    expect(IfMatch.parse(header).isMetBy('"3"')).toBe(met);
    expect(IfMatch.parse(header).isGiven).toBe(true);
  });

  it('an entity tag may contain a comma', () => {
    expect(IfMatch.parse('"x", "a,b"').isMetBy('"a,b"')).toBe(true);
    expect(IfMatch.parse('"a,b"').isMetBy('"a')).toBe(false);
  });

  it('without the header every entity tag matches', () => {
    expect(IfMatch.parse(undefined)).toMatchObject({ isGiven: false, isUnconditional: true });
    expect(IfMatch.parse(undefined).isMetBy('"3"')).toBe(true);
  });
});
