import { type Branding } from './branding.js';
import { type RefusalPage, type RefusalSituation } from './pages.js';
import { type RefusalWords, type Words } from './words.en.js';

/** A way on from a refusal. */
export interface RefusalAction {
  label: string;
  href: string;
  look: 'primary' | 'secondary' | 'back';
}

/** Situations that pass by themselves: trying again is what to do, so it is the primary action. */
const passing: ReadonlySet<RefusalSituation> = new Set([
  'recordSystemUnreachable',
  'providerUnreachable',
  'somethingWentWrong',
]);

/** Situations in which only a fresh start helps. */
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

/** What is offered, the most helpful first, the way back last. */
export function refusalActions(page: RefusalPage, words: Words): RefusalAction[] {
  const { situation, app, retryHref, otherAccountHref, startAgainHref } = page;
  const actions: RefusalAction[] = [];
  const startsAfresh = overAndDone.has(situation);
  if (startAgainHref !== undefined && startsAfresh) {
    const label = app ? words.refusal.startAgainFrom(app.name) : words.refusal.startAgain;
    actions.push({ label, href: startAgainHref, look: 'primary' });
  }
  if (retryHref !== undefined) {
    const look = passing.has(situation) ? 'primary' : 'secondary';
    actions.push({ label: words.refusal.retry, href: retryHref, look });
  }
  if (otherAccountHref !== undefined) {
    actions.push({ label: words.refusal.otherAccount, href: otherAccountHref, look: 'secondary' });
  }
  if (startAgainHref !== undefined && !startsAfresh) {
    const label = app ? words.backTo(app.name) : words.refusal.startAgain;
    actions.push({ label, href: startAgainHref, look: 'back' });
  }
  return actions;
}
