import type { Clock } from '#src/clock/clock.js';
import { fileURLToPath } from 'node:url';
import { Eta } from 'eta';
import { writeBirthDate } from './birth-date.js';
import { type Branding } from './branding.js';
import { doneWords, headingOf, titleOf } from './headings.js';
import { pageAssets, versionedPath } from './page-assets.js';
import type { Page } from './page-models.js';
import type { PatientFact } from './page-parts.js';
import { writePatientFact } from './patient-fact.js';
import { inOrderOfUse } from './provider-choice.js';
import { refusalWaysOn, refusalWords } from './refusal-advice.js';
import { hostOf, mailHref, phoneHref, safeHref, safeImage } from './safe-address.js';
import type { Words } from '#src/words/en/pages.js';
import { LANGUAGES } from '#src/words/languages.js';

const templates: Record<Page['kind'], string> = {
  signIn: 'sign-in/sign-in',
  choosePatient: 'launch-context/choose-patient',
  chooseEncounter: 'launch-context/choose-encounter',
  consent: 'consent/consent',
  refusal: 'views/refusal',
  setUpAccount: 'invitation/set-up-account',
  connect: 'activation/connect',
  enterCode: 'activation/enter-code',
  done: 'activation/done',
  apps: 'account/apps',
  testSignIn: 'test-sign-in/test-sign-in',
  signOut: 'sign-out/sign-out',
  signedOut: 'sign-out/signed-out',
  continueByForm: 'views/continue-by-form',
};

/**
 * The number of facts that fit beside name and birth date in a narrow page. More facts make the page wide and stand in
 * columns.
 */
const FACTS_IN_A_NARROW_PAGE = 2;

/** Turns a page model into a complete HTML document. One for each process, because it keeps the compiled templates. */
export class PageRenderer {
  private readonly eta = new Eta({
    views: fileURLToPath(new URL('..', import.meta.url)),
    cache: true,
    // Eta's default removes the line end after a tag, and with it the space between two words.
    autoTrim: false,
  });
  private readonly words: Words;
  private readonly assets: Record<string, string>;

  constructor(
    private readonly branding: Branding,
    private readonly clock: Clock,
  ) {
    this.words = LANGUAGES[branding.language].pages;
    this.assets = Object.fromEntries(
      pageAssets(branding).map((file) => [file.path.replace('/assets/', ''), versionedPath(file)]),
    );
  }

  /** The locale of the language of the pages. */
  get locale(): string {
    return this.words.locale;
  }

  /** The whole document, including the doctype. Every value of the model is escaped, and every address is checked. */
  render(page: Page): string {
    const { branding, words, assets } = this;
    return this.eta.render(templates[page.kind], {
      page,
      branding,
      words,
      assets,
      heading: headingOf(page, branding, words),
      title: titleOf(page, branding, words),
      contact: branding.helpContact?.name ?? words.defaultContact,
      ...(page.kind === 'choosePatient' && { wide: page.columns.length > FACTS_IN_A_NARROW_PAGE }),
      ...(page.kind === 'signIn' && {
        // Only one button is the primary one. With an e-mail field it is the button of that field. While a person types
        // a password, no button of an identity provider is primary, so that the person is not led elsewhere.
        providers: inOrderOfUse(page.providers).map((one) => ({
          ...one,
          primary: one.primary && page.emailField === undefined && page.password?.email === undefined,
        })),
      }),
      ...(page.kind === 'refusal' && {
        refusal: refusalWords(page, branding, words),
        ...refusalWaysOn(page, words),
        providers: inOrderOfUse(page.otherProviders ?? []).map((other) => ({ ...other, primary: false })),
      }),
      ...(page.kind === 'done' && { done: doneWords(page, words) }),
      href: safeHref,
      image: safeImage,
      hostOf,
      formAction,
      phoneHref,
      mailHref: (email: string, reference?: string) =>
        mailHref(email, reference === undefined ? undefined : words.refusal.mailSubject(reference)),
      date: (iso: string) => writeDay(iso, words),
      patientFact: (fact: PatientFact) => writePatientFact(fact, words.patient),
      birthDate: (iso: string) => writeBirthDate(iso, this.clock.date(), words.patient),
    });
  }
}

/** A form without an address would post to the page itself. Throwing an error is better than showing such a page. */
function formAction(address: string): string {
  const safe = safeHref(address);
  if (safe === undefined) throw new TypeError('a form on a page needs an http(s) address or a path');
  return safe;
}

/** A text that is not a date is shown as it came. */
function writeDay(iso: string, words: Words): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : words.patient.day(date);
}
