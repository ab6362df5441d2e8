import { contrastBetween, readableOn, textColourOn } from './contrast.js';

/** A coarse walk through every hue, shade and grey. */
const colours = [0, 51, 102, 153, 204, 255].flatMap((red, _, steps) =>
  steps.flatMap((green) =>
    steps.map(
      (blue) => `#${[red, green, blue].map((value) => value.toString(16).padStart(2, '0')).join('')}`,
    ),
  ),
);

describe('contrastBetween', () => {
  it('is 21 for black on white and 1 for a colour on itself, whichever comes first', () => {
    expect(contrastBetween('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrastBetween('#ffffff', '#000000')).toBeCloseTo(21, 5);
    expect(contrastBetween('#17567f', '#17567f')).toBe(1);
  });

  it('agrees with a published value', () => {
    // WCAG's much-quoted border case: #767676 is the lightest grey that reads on white.
    expect(contrastBetween('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
    expect(contrastBetween('#777777', '#ffffff')).toBeLessThan(4.5);
  });
});

describe('textColourOn', () => {
  it.each(colours)('finds text that reads on %s', (background) => {
    expect(contrastBetween(textColourOn(background), background)).toBeGreaterThanOrEqual(4.5);
  });

  it('prefers white where both read', () => {
    expect(textColourOn('#757575')).toBe('#ffffff');
  });
});

describe('readableOn', () => {
  it('leaves a colour that reads already as it is', () => {
    expect(readableOn(['#ffffff'], '#17567f')).toBe('#17567f');
  });

  it.each(colours)('makes %s readable on light and on dark surfaces', (colour) => {
    for (const background of ['#ffffff', '#1a2027']) {
      expect(contrastBetween(readableOn([background], colour), background)).toBeGreaterThanOrEqual(4.5);
      expect(contrastBetween(readableOn([background], colour, 7), background)).toBeGreaterThanOrEqual(7);
    }
  });
});
