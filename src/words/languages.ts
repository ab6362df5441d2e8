import { consentWords } from './en/consent.js';
import { codeLetter, invitationLetter, SERVICE_DESK } from './en/letters.js';
import { english } from './en/pages.js';

const en = { pages: english, consent: consentWords, letters: { codeLetter, invitationLetter, SERVICE_DESK } };

/** All words for people, by language: one folder for each language. Every other room returns codes. */
export const LANGUAGES = { en } satisfies Record<string, typeof en>;

export type Language = keyof typeof LANGUAGES;

/** The language of all pages and letters; it cannot be chosen yet. */
export const LANGUAGE: Language = 'en';

/** The words of that language. */
export const WORDS = LANGUAGES[LANGUAGE];
