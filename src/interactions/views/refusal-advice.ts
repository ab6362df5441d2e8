import { type Branding } from './branding.js';
import type { RefusalSituation } from '#src/words/codes.js';
import type { RefusalPage } from './refusal-page.js';
import { safeHref } from './safe-address.js';
import { type RefusalWords, type Words } from '#src/words/en/pages.js';

/** A link that helps a person after a refusal. */
export interface RefusalAction {
  label: string;
  href: string;
  look: 'primary' | 'secondary';
}

/** The links of a refusal: the most helpful first, and the way back to the app on its own. */
export interface RefusalWaysOn {
  actions: RefusalAction[];
  backHref?: string;
}

/** Situations that pass by themselves. Trying again helps, so it is the primary action. */
const passing: ReadonlySet<RefusalSituation> = new Set([
  'recordSystemUnreachable',
  'providerUnreachable',
  'cancelledAtProvider',
  'somethingWentWrong',
]);

/** Situations in which only starting again from the app helps. */
const overAndDone: ReadonlySet<RefusalSituation> = new Set(['noLongerActive', 'notFound']);

/** The sentences of a refusal. */
export function refusalWords(page: RefusalPage, branding: Branding, words: Words): RefusalWords {
  return words.refusal.words(page.situation, {
    app: page.app?.name,
    provider: page.provider,
    contact: branding.helpContact?.name ?? words.defaultContact,
    hasReference: page.reference !== undefined,
    hasDetails: page.details !== undefined,
    hasOtherProviders: (page.otherProviders?.length ?? 0) > 0,
  });
}

/** The links of a refusal that are set and safe. */
export function refusalWaysOn(page: RefusalPage, words: Words): RefusalWaysOn {
  const { situation, app } = page;
  const retry = safeHref(page.retryHref);
  const otherAccount = safeHref(page.otherAccountHref);
  const start = safeHref(page.startAgainHref);
  const startsAfresh = overAndDone.has(situation);
  const actions: RefusalAction[] = [];

  if (start !== undefined && startsAfresh) {
    const label = app ? words.refusal.startAgainFrom(app.name) : words.refusal.startAgain;
    actions.push({ label, href: start, look: 'primary' });
  }
  if (retry !== undefined) {
    const look = passing.has(situation) ? 'primary' : 'secondary';
    actions.push({ label: words.refusal.retry, href: retry, look });
  }
  const password = safeHref(page.passwordHref);
  if (password !== undefined) {
    actions.push({ label: words.refusal.password, href: password, look: 'secondary' });
  }
  const connect = safeHref(page.connectHref);
  if (connect !== undefined) {
    actions.push({ label: words.refusal.connect, href: connect, look: 'secondary' });
  }
  if (otherAccount !== undefined) {
    actions.push({ label: words.refusal.otherAccount, href: otherAccount, look: 'secondary' });
  }
  if (start === undefined || startsAfresh) return { actions };
  if (app) return { actions, backHref: start };
  return { actions: [...actions, { label: words.refusal.startAgain, href: start, look: 'secondary' }] };
}
