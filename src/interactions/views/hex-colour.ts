/** A colour as `#rrggbb`. */
export type HexColour = string;

/** Three channels from 0 to 1. */
export type Rgb = readonly [red: number, green: number, blue: number];

/**
 * True for `#rrggbb`. The pages take no other notation, because this one cannot bring anything else into a stylesheet.
 */
export function isHexColour(value: string): boolean {
  return /^#[0-9a-f]{6}$/i.test(value);
}

/** The channels of a colour. */
export function toRgb(colour: HexColour): Rgb {
  const channel = (start: number) => Number.parseInt(colour.slice(start, start + 2), 16) / 255;
  return [channel(1), channel(3), channel(5)];
}

/** How light a colour is (HSL), from 0, black, to 1, white. */
export function lightnessOf(colour: HexColour): number {
  const rgb = toRgb(colour);
  return (Math.max(...rgb) + Math.min(...rgb)) / 2;
}

/** The same hue and saturation at another lightness, so that an organisation still recognises its colour. */
export function withLightness(colour: HexColour, lightness: number): HexColour {
  const { hue, saturation } = hueAndSaturation(toRgb(colour));
  const reach = saturation * Math.min(lightness, 1 - lightness);
  const channel = (offset: number) => {
    const place = (offset + hue * 2) % 12;
    return lightness - reach * Math.max(-1, Math.min(place - 3, 9 - place, 1));
  };
  return toHex([channel(0), channel(8), channel(4)]);
}

function toHex(rgb: Rgb): HexColour {
  const digits = rgb.map((value) =>
    Math.round(value * 255)
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${digits.join('')}`;
}

/** `hue` counts from 0 to 6: red, yellow, green, cyan, blue, magenta. */
function hueAndSaturation([red, green, blue]: Rgb): { hue: number; saturation: number } {
  const highest = Math.max(red, green, blue);
  const lowest = Math.min(red, green, blue);
  const range = highest - lowest;
  if (range === 0) return { hue: 0, saturation: 0 };
  const saturation = range / (1 - Math.abs(highest + lowest - 1));
  if (highest === red) return { hue: ((green - blue) / range + 6) % 6, saturation };
  if (highest === green) return { hue: (blue - red) / range + 2, saturation };
  return { hue: (red - green) / range + 4, saturation };
}
