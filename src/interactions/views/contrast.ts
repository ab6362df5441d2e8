/** A colour as `#rrggbb`. */
export type HexColour = string;

type Rgb = readonly [red: number, green: number, blue: number];

/** WCAG 2, level AA: text needs this much against what it stands on. */
export const readableContrast = 4.5;

/** WCAG 2, level AAA. */
export const comfortableContrast = 7;

/** True for `#rrggbb`, the only notation the pages take: it cannot carry anything else into a stylesheet. */
export function isHexColour(value: string): boolean {
  return /^#[0-9a-f]{6}$/i.test(value);
}

/** WCAG 2 contrast ratio of two colours, from 1 (none) to 21 (black on white). */
export function contrastBetween(one: HexColour, other: HexColour): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** White or black, whichever reads on `background`; white where both do. One of the two always does. */
export function textColourOn(background: HexColour): HexColour {
  return contrastBetween('#ffffff', background) >= readableContrast ? '#ffffff' : '#000000';
}

/** `colour`, mixed towards black or white only as far as it takes to read on every one of `backgrounds`. */
export function readableOn(
  backgrounds: readonly HexColour[],
  colour: HexColour,
  contrast = readableContrast,
): HexColour {
  const reads = (candidate: HexColour) =>
    backgrounds.every((background) => contrastBetween(candidate, background) >= contrast);
  const towards = textColourOn(backgrounds[0] ?? '#ffffff');
  for (let share = 0; share < 1; share += 0.02) {
    const candidate = mix(colour, towards, share);
    if (reads(candidate)) return candidate;
  }
  return towards;
}

/** `colour` with `share` (0 to 1) of `other` in it. */
export function mix(colour: HexColour, other: HexColour, share: number): HexColour {
  const added = toRgb(other);
  const channels = toRgb(colour).map((value, index) => value + ((added[index] ?? 0) - value) * share);
  return `#${channels.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
}

function toRgb(colour: HexColour): Rgb {
  const channel = (start: number) => Number.parseInt(colour.slice(start, start + 2), 16);
  return [channel(1), channel(3), channel(5)];
}

function luminance(colour: HexColour): number {
  const [red, green, blue] = toRgb(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
