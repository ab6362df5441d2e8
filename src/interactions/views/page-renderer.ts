import { dateNow } from '#src/clock/clock.js';
import { fileURLToPath } from 'node:url';
import { Eta } from 'eta';
import { writeBirthDate } from './birth-date.js';
import { type Branding } from './branding.js';
import { doneWords, headingOf, titleOf } from './headings.js';
import { pageAssets, versionedPath } from './page-assets.js';
import { type Page, type PatientFact } from './page-models.js';
import { writePatientFact } from './patient-fact.js';
import { inOrderOfUse } from './provider-choice.js';
import { refusalWaysOn, refusalWords } from './refusal-advice.js';
import { hostOf, mailHref, phoneHref, safeHref, safeImage } from './safe-address.js';
import type { Words } from '#src/words/en/pages.js';
import { LANGUAGES } from '#src/words/languages.js';

const templates: Record<Page['kind'], string> = {
  signIn: 'sign-in',
  choosePatient: 'choose-patient',
  chooseEncounter: 'choose-encounter',
  consent: 'consent',
  refusal: 'refusal',
  setUpAccount: 'set-up-account',
  connect: 'connect',
  enterCode: 'enter-code',
  done: 'done',
  apps: 'apps',
  signOut: 'sign-out',
  signedOut: 'signed-out',
  continueByForm: 'continue-by-form',
};

/** Beside name and birth date; more of them stand in columns where there is room. */
const FACTS_IN_A_NARROW_PAGE = 2;

/** Turns a page model into a complete HTML document. One per process: it keeps compiled templates. */
export class PageRenderer {
  private readonly eta = new Eta({
    views: fileURLToPath(new URL('./templates', import.meta.url)),
    cache: true,
    // Eta's default eats the line end after a tag, and with it the space between two words.
    autoTrim: false,
  });
  private readonly words: Words;
  private readonly assets: Record<string, string>;

  constructor(
    private readonly branding: Branding,
    private readonly now: () => Date = () => dateNow(),
  ) {
    this.words = LANGUAGES[branding.language].pages;
    this.assets = Object.fromEntries(
      pageAssets(branding).map((file) => [file.path.replace('/assets/', ''), versionedPath(file)]),
    );
  }

  /** Of the language the pages are in. */
  get locale(): string {
    return this.words.locale;
  }

  /** The whole document, doctype included. Every value of the model is escaped; every address is checked. */
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
        // One button stands out: the e-mail field’s where there is one, and nobody who is typing a password is sent
        // elsewhere.
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
      birthDate: (iso: string) => writeBirthDate(iso, this.now(), words.patient),
    });
  }
}

/** A form without its address would post to the page itself: better no page than that one. */
function formAction(address: string): string {
  const safe = safeHref(address);
  if (safe === undefined) throw new TypeError('a form on a page needs an http(s) address or a path');
  return safe;
}

/** What is no date is shown as it came. */
function writeDay(iso: string, words: Words): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : words.patient.day(date);
}
