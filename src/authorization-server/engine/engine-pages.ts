import type { IncomingMessage } from 'node:http';

/** A form that submits itself: an answer by `form_post`, or the sign-out of the previous person. */
export interface SelfSendingForm {
  action: string;
  hidden: Record<string, string>;
}

/** Why a request was refused before it was looked at, or why its answer was dropped (`notSaved`). */
export type TurnedAwayBecause = 'tooMany' | 'noRoom' | 'tooLarge' | 'notSaved' | 'saturated';

/** The pages that the engine needs. Another room implements them. */
export abstract class EnginePages {
  /**
   * For a request that cannot be answered by sending the browser back to the app: unknown client, wrong redirect_uri,
   * an old tab.
   */
  abstract error(facts: {
    error: string;
    description?: string;
    detail?: string;
    cause: unknown;
    request: IncomingMessage;
  }): Promise<string>;
  /** For a request that gets no answer of its own. */
  abstract turnedAway(because: TurnedAwayBecause): string;
  abstract signOut(facts: { action: string; hidden: Record<string, string>; clientName?: string }): string;
  abstract continueByForm(form: SelfSendingForm): string;
  abstract signedOut(facts: { clientName?: string; clientUri?: string }): string;
}
