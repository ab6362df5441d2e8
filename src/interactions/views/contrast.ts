import { type HexColour, lightnessOf, toRgb, withLightness } from './hex-colour.js';

/** WCAG 2, level AA: the contrast that text needs against its background. */
export const readableContrast = 4.5;

/** WCAG 2, level AAA. */
export const comfortableContrast = 7;

/** WCAG 2 contrast ratio of two colours, from 1 (none) to 21 (black on white). */
export function contrastBetween(one: HexColour, other: HexColour): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** White or black, whichever is readable on `background`; white where both are. One of the two always is. */
export function textColourOn(background: HexColour): HexColour {
  return contrastBetween('#ffffff', background) >= readableContrast ? '#ffffff' : '#000000';
}

/** `colour`, made darker or lighter only as far as needed to be readable on every one of `backgrounds`. */
export function readableOn(
  backgrounds: readonly HexColour[],
  colour: HexColour,
  contrast = readableContrast,
): HexColour {
  const reads = (candidate: HexColour) =>
    backgrounds.every((background) => contrastBetween(candidate, background) >= contrast);
  const end = backgrounds.every((background) => textColourOn(background) === '#ffffff') ? 1 : 0;
  const start = lightnessOf(colour);
  for (let share = 0; share < 1; share += 0.02) {
    const candidate = share === 0 ? colour : withLightness(colour, start + (end - start) * share);
    if (reads(candidate)) return candidate;
  }
  return withLightness(colour, end);
}

function luminance(colour: HexColour): number {
  const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const [red, green, blue] = toRgb(colour);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}
