import type { Language } from '#src/words/languages.js';
import { type ImageSource } from './page-models.js';

/** Whom people turn to when they cannot go on. */
export interface HelpContact {
  /** As it stands in a sentence: "Ask the service desk to add you". */
  name: string;
  phone?: string;
  email?: string;
}

/** Whose pages these are. */
export interface Branding {
  organisation: string;
  helpContact?: HelpContact;
  /** `#rrggbb`; variants that stay readable in light and dark are derived from it. */
  accentColour?: string;
  logo?: { src: ImageSource; alt: string };
  language: Language;
}
