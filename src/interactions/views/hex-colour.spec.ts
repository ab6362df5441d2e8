import { isHexColour, lightnessOf, toRgb, withLightness } from './hex-colour.js';

describe('withLightness', () => {
  it.each([
    '#000000',
    '#ffffff',
    '#808080',
    '#17567f',
    '#e4002b',
    '#ffd500',
    '#00a651',
    '#7f00ff',
    '#ff00aa',
  ])('returns %s for its own lightness', (colour) =>
    expect(withLightness(colour, lightnessOf(colour))).toBe(colour),
  );

  it('keeps the hue when the colour gets darker or lighter', () => {
    expect(withLightness('#ff0000', 0.25)).toBe('#800000');
    expect(withLightness('#ff0000', 0.75)).toBe('#ff8080');
    expect(withLightness('#ff0000', 0)).toBe('#000000');
    expect(withLightness('#ff0000', 1)).toBe('#ffffff');
  });
});

describe('toRgb', () => {
  it('reads the channels in order', () => expect(toRgb('#ff3300')).toEqual([1, 0.2, 0]));
});

describe('isHexColour', () => {
  it.each(['#17567f', '#ABCDEF'])('accepts %s', (value) => expect(isHexColour(value)).toBe(true));

  it.each(['#abc', 'red', '#17567f}', '#17567f\n', '17567f', ''])('refuses %j', (value) =>
    expect(isHexColour(value)).toBe(false),
  );
});
