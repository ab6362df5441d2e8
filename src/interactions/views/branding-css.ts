import { type Branding } from './branding.js';
import {
  comfortableContrast,
  type HexColour,
  isHexColour,
  mix,
  readableOn,
  textColourOn,
} from './contrast.js';

/** The accent of an installation that has not chosen one. */
export const defaultAccent = '#17567f';

/** What the accent stands on; wardkey.css has the same colours, and a test holds the two together. */
export const surfaces = {
  light: { surface: '#ffffff', page: '#f4f6f8' },
  dark: { surface: '#1a2027', page: '#11161b' },
} as const;

/**
 * The stylesheet that carries the organisation's accent colour. It is a file of its own because the page policy
 * forbids inline styles. Whatever colour was chosen, text in it and text on it stays readable.
 */
export function brandingCss(branding: Pick<Branding, 'accentColour'>): string {
  const accent = branding.accentColour ?? defaultAccent;
  if (!isHexColour(accent)) throw new TypeError(`accentColour must be written as #rrggbb, not ${accent}`);
  return `:root {
${properties(accent.toLowerCase(), readableOn(Object.values(surfaces.light), accent))}}
@media (prefers-color-scheme: dark) {
:root {
${darkProperties(accent)}}
}
`;
}

function darkProperties(accent: HexColour): string {
  // Coloured strokes on dark look dimmer than their ratio says, hence the higher one.
  const lifted = readableOn(Object.values(surfaces.dark), accent, comfortableContrast);
  return properties(lifted, lifted);
}

function properties(accent: HexColour, accentText: HexColour): string {
  const onAccent = textColourOn(accent);
  // Under the pointer the button moves away from its text, so its contrast only grows.
  const hover = mix(accent, onAccent === '#ffffff' ? '#000000' : '#ffffff', 0.15);
  return `  --accent: ${accent};
  --accent-hover: ${hover};
  --on-accent: ${onAccent};
  --accent-text: ${accentText};
`;
}
