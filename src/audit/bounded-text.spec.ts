import { boundedText, boundedTrail } from './bounded-text.js';

describe('text for the audit table', () => {
  it('is kept unchanged when it is short', () => {
    const trail = [{ step: 'lookup', finding: 'Grüße, 𝒳', count: 3, asked: true, none: null }];
    expect(boundedTrail(trail)).toEqual(trail);
    expect(boundedTrail(null)).toBeNull();
    expect(boundedText('x'.repeat(500))).toBe('x'.repeat(500));
  });

  it('is cut, and a mark says how long it was', () => {
    const kept = boundedText('x'.repeat(501));
    expect(kept).toHaveLength(500);
    expect(kept).toMatch(/^x+… \(501 characters\)$/);
    expect(boundedText('y'.repeat(60_000), 16)).toHaveLength(16);
  });

  it.each(['\u0000', 'a\ud800b', '\udc00', '𝒳'.slice(0, 1)])(
    'has no character that PostgreSQL refuses: %j',
    (text) => {
      expect(boundedText(text)).toContain('\uFFFD');
      expect(boundedText(text)).not.toContain(text.at(-1) === 'b' ? '\ud800' : text);
    },
  );

  it('is not cut in the middle of a character', () => {
    for (let length = 240; length < 260; length += 1)
      expect(boundedText(`${'x'.repeat(length)}${'𝒳'.repeat(300)}`)).not.toMatch(
        /[\ud800-\udbff](?![\udc00-\udfff])/,
      );
  });

  it('has a limited size as a whole, in whatever way it is nested', () => {
    const wide = Object.fromEntries(
      Array.from({ length: 10_000 }, (_none, index) => [`name ${index}`, 'x'.repeat(400)]),
    );
    let deep: unknown = 'end';
    for (let level = 0; level < 10_000; level += 1) deep = { deep };
    for (const trail of [wide, deep, Array(10_000).fill(wide), [deep, wide, 'x'.repeat(1_000_000)]])
      expect(JSON.stringify(boundedTrail(trail)).length).toBeLessThan(20_000);
  });
});
