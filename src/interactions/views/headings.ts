import { type Branding } from './branding.js';
import { everyAccess, recordInQuestion } from './consent-summary.js';
import type { DonePage } from '../activation/activation-pages.js';
import type { Page } from './page-models.js';
import { phrase, type Phrase, plain } from '#src/words/phrase.js';
import { refusalWords } from './refusal-advice.js';
import { type Words } from '#src/words/en/pages.js';

/** The one h1 of a page. */
export function headingOf(page: Page, branding: Branding, words: Words): Phrase {
  switch (page.kind) {
    case 'signIn':
      return words.signIn.heading(page.app.name);
    case 'choosePatient':
      return words.choosePatient.heading;
    case 'chooseEncounter':
      return words.chooseEncounter.heading;
    case 'consent':
      return words.consent.heading(page.app.name, everyAccess(page), recordInQuestion(page));
    case 'refusal':
      return phrase`${refusalWords(page, branding, words).heading}`;
    case 'setUpAccount':
      return words.setUpAccount.heading;
    case 'connect':
      return words.connect.heading;
    case 'enterCode':
      return words.enterCode.heading;
    case 'done':
      return phrase`${doneWords(page, words).heading}`;
    case 'apps':
      return words.apps.heading;
    case 'testSignIn':
      return phrase`${words.testSignIn.heading}`;
    case 'signOut':
      return words.signOut.heading(branding.organisation);
    case 'signedOut':
      return words.signedOut.heading;
    case 'continueByForm':
      return words.continueByForm.heading;
  }
}

/** The sentences of a page that says that something is finished. */
export function doneWords(page: DonePage, words: Words): { heading: string; next: string } {
  const { what } = page;
  return what.kind === 'connected' ? words.done.connected(what.provider) : words.done[what.kind];
}

/**
 * The title in the browser's tab. It is the heading, except on the consent page: its heading would leave a patient's
 * name in the browser history.
 */
export function titleOf(page: Page, branding: Branding, words: Words): string {
  const title =
    page.kind === 'consent' ? words.consent.title(page.app.name) : plain(headingOf(page, branding, words));
  return words.title(title, branding.organisation);
}
