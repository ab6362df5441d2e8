import type { RefusalSituation } from '#src/words/codes.js';
import type { AppSummary, AnyPage, ProviderButton } from './page-parts.js';

/**
 * The page for a person who cannot go on: what happened, what to do, whom to ask. It offers only the links that are
 * set.
 */
export interface RefusalPage extends AnyPage {
  kind: 'refusal';
  situation: RefusalSituation;
  app?: AppSummary;
  /** The identity provider's display name. */
  provider?: string;
  retryHref?: string;
  otherAccountHref?: string;
  /** Where to sign in by password instead, when an identity provider does not answer. */
  passwordHref?: string;
  /** Where a person with a password connects this identity provider to their account. */
  connectHref?: string;
  /** Where the app starts a sign-in: the link "Start again from <app>". */
  startAgainHref?: string;
  /** Other ways to sign in, listed when this identity provider cannot help. */
  otherProviders?: readonly ProviderButton[];
  /** For the app's developer, in a part that can be opened. Shown for `appMistake` only. */
  details?: string;
}
