import { fileURLToPath } from 'node:url';
import { Eta } from 'eta';
import { writeBirthDate } from './birth-date.js';
import { type Branding } from './branding.js';
import { headingOf, titleOf } from './headings.js';
import { pageAssets, versionedPath } from './page-assets.js';
import { type Page } from './pages.js';
import { inOrderOfUse } from './provider-choice.js';
import { refusalWaysOn, refusalWords } from './refusal-advice.js';
import { hostOf, mailHref, phoneHref, safeHref, safeImage } from './safe-address.js';
import { english, type Words } from './words.en.js';

const languages: Record<Branding['language'], Words> = { en: english };

const templates: Record<Page['kind'], string> = {
  signIn: 'sign-in',
  choosePatient: 'choose-patient',
  consent: 'consent',
  refusal: 'refusal',
  signOut: 'sign-out',
  signedOut: 'signed-out',
  continueByForm: 'continue-by-form',
};

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
    private readonly now: () => Date = () => new Date(),
  ) {
    this.words = languages[branding.language];
    this.assets = Object.fromEntries(
      pageAssets(branding).map((file) => [file.path.replace('/assets/', ''), versionedPath(file)]),
    );
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
      ...(page.kind === 'signIn' && {
        // The e-mail field, where there is one, has the page's primary action.
        providers: inOrderOfUse(page.providers).map((one) => ({
          ...one,
          primary: one.primary && page.emailField === undefined,
        })),
      }),
      ...(page.kind === 'refusal' && {
        refusal: refusalWords(page, branding, words),
        ...refusalWaysOn(page, words),
        providers: inOrderOfUse(page.otherProviders ?? []).map((other) => ({ ...other, primary: false })),
      }),
      href: safeHref,
      image: safeImage,
      hostOf,
      formAction,
      phoneHref,
      mailHref: (email: string, reference?: string) =>
        mailHref(email, reference === undefined ? undefined : words.refusal.mailSubject(reference)),
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
