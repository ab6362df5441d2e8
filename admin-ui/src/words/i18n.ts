import polyglotI18nProvider from 'ra-i18n-polyglot';
import type { TranslationMessages } from 'ra-core';
import { en } from './en.js';
import { nl } from './nl.js';

export const LANGUAGES = { en, nl } as const;
export type Language = keyof typeof LANGUAGES;

const NAMES = [
  { locale: 'en', name: 'English' },
  { locale: 'nl', name: 'Nederlands' },
];
const CHOSEN = 'wardkey-language';

function isLanguage(text: string | null | undefined): text is Language {
  return text !== null && text !== undefined && Object.hasOwn(LANGUAGES, text);
}

/** What the person chose on this computer, or else the first language of the browser that there is. */
function languageNow(): Language {
  const chosen = localStorage.getItem(CHOSEN);
  if (isLanguage(chosen)) return chosen;
  return navigator.languages.map((one) => one.slice(0, 2)).find(isLanguage) ?? 'en';
}

export const i18nProvider = polyglotI18nProvider(
  (language) => {
    document.documentElement.lang = language;
    return LANGUAGES[language as Language] as unknown as TranslationMessages;
  },
  languageNow(),
  NAMES,
);

export function chooseLanguage(language: Language): void {
  localStorage.setItem(CHOSEN, language);
}
