import { contrastBetween, readableOn, textColourOn } from './contrast.js';

/** A coarse sample of all hues, shades and greys. */
const colours = [0, 51, 102, 153, 204, 255].flatMap((red, _, steps) =>
  steps.flatMap((green) =>
    steps.map(
      (blue) => `#${[red, green, blue].map((value) => value.toString(16).padStart(2, '0')).join('')}`,
    ),
  ),
);

describe('contrastBetween', () => {
  it('is 21 for black and white and 1 for two equal colours, in either order', () => {
    expect(contrastBetween('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrastBetween('#ffffff', '#000000')).toBeCloseTo(21, 5);
    expect(contrastBetween('#17567f', '#17567f')).toBe(1);
  });

  it('agrees with a published value', () => {
    // WCAG's well-known border case: #767676 is the lightest grey that is readable on white.
    expect(contrastBetween('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
    expect(contrastBetween('#777777', '#ffffff')).toBeLessThan(4.5);
  });
});

describe('textColourOn', () => {
  it.each(colours)('finds a text colour that is readable on %s', (background) => {
    expect(contrastBetween(textColourOn(background), background)).toBeGreaterThanOrEqual(4.5);
  });

  it('prefers white when white and black are readable', () => {
    expect(textColourOn('#757575')).toBe('#ffffff');
  });
});

describe('readableOn', () => {
  it('keeps a colour that is already readable', () => {
    expect(readableOn(['#ffffff'], '#17567f')).toBe('#17567f');
  });

  it.each(colours)('makes %s readable on light and on dark surfaces', (colour) => {
    for (const background of ['#ffffff', '#1a2027']) {
      expect(contrastBetween(readableOn([background], colour), background)).toBeGreaterThanOrEqual(4.5);
      expect(contrastBetween(readableOn([background], colour, 7), background)).toBeGreaterThanOrEqual(7);
    }
  });
});
