import { type Branding } from './branding.js';
import { comfortableContrast, readableOn, textColourOn } from './contrast.js';
import { type HexColour, isHexColour, lightnessOf, withLightness } from './hex-colour.js';

/** The accent of an installation that has not chosen one. */
export const defaultAccent = '#17567f';

/** What the accent stands on; wardkey.css has the same colours, and a test holds the two together. */
export const surfaces = {
  light: { surface: '#ffffff', page: '#f4f6f8', tint: '#eef1f4' },
  dark: { surface: '#1a2027', page: '#11161b', tint: '#252d36' },
} as const;

/**
 * The stylesheet that carries the organisation's accent colour. It is a file of its own because the page policy
 * forbids inline styles. Whatever colour was chosen, text in it and text on it stays readable. Coloured strokes
 * on dark look dimmer than their ratio says, so there the text gets the higher one.
 */
export function brandingCss(branding: Pick<Branding, 'accentColour'>): string {
  const accent = (branding.accentColour ?? defaultAccent).toLowerCase();
  if (!isHexColour(accent)) throw new TypeError(`accentColour must be written as #rrggbb, not ${accent}`);
  const light = Object.values(surfaces.light);
  const dark = Object.values(surfaces.dark);
  return `:root {
${properties(accent, readableOn(light, accent))}}
@media (prefers-color-scheme: dark) {
:root {
${properties(readableOn(dark, accent), readableOn(dark, accent, comfortableContrast))}}
}
`;
}

function properties(accent: HexColour, accentText: HexColour): string {
  const onAccent = textColourOn(accent);
  const lightness = lightnessOf(accent);
  // Under the pointer the button moves away from its text, so its contrast only grows.
  const hover = withLightness(accent, onAccent === '#ffffff' ? lightness * 0.85 : lightness * 0.85 + 0.15);
  return `  --accent: ${accent};
  --accent-hover: ${hover};
  --on-accent: ${onAccent};
  --accent-text: ${accentText};
`;
}
