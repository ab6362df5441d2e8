import type { Language } from '#src/words/languages.js';
import type { ImageSource } from './page-parts.js';

/** The contact that people turn to when they cannot go on. */
export interface HelpContact {
  /** As it stands in a sentence: "Ask the service desk to add you". */
  name: string;
  phone?: string;
  email?: string;
}

/** The organisation whose pages these are. */
export interface Branding {
  organisation: string;
  helpContact?: HelpContact;
  /** `#rrggbb`. Variants that stay readable in light and dark mode are computed from it. */
  accentColour?: string;
  logo?: { src: ImageSource; alt: string };
  language: Language;
}
