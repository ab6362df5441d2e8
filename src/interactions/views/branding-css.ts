import { type Branding } from './branding.js';
import { comfortableContrast, readableOn, textColourOn } from './contrast.js';
import { type HexColour, isHexColour, lightnessOf, withLightness } from './hex-colour.js';

/** The accent colour of an installation that has not chosen one. */
export const defaultAccent = '#17567f';

/**
 * The background colours behind the accent colour. wardkey.css has the same colours, and a test checks that they agree.
 */
export const surfaces = {
  light: { surface: '#ffffff', page: '#f4f6f8', tint: '#eef1f4' },
  dark: { surface: '#1a2027', page: '#11161b', tint: '#252d36' },
} as const;

/**
 * The stylesheet with the organisation's accent colour. It is its own file because the page policy forbids inline
 * styles. Text in the accent colour and text on it stays readable, whatever colour was chosen. Coloured strokes on a
 * dark background look dimmer than their contrast ratio says, so text there gets the higher ratio.
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
  // The button's colour moves away from the colour of its text while the pointer is over it, so the contrast only
  // grows.
  const hover = withLightness(accent, onAccent === '#ffffff' ? lightness * 0.85 : lightness * 0.85 + 0.15);
  return `  --accent: ${accent};
  --accent-hover: ${hover};
  --on-accent: ${onAccent};
  --accent-text: ${accentText};
`;
}
