import type { IncomingMessage } from 'node:http';

/** A form that sends itself on: an answer by `form_post`, or the sign-out of the person before. */
export interface SelfSendingForm {
  action: string;
  hidden: Record<string, string>;
}

/** What the engine needs a page for. The pages themselves are an edge’s business. */
export abstract class EnginePages {
  /** A request that cannot be answered by sending the browser back to the app: unknown client, wrong redirect_uri, a stale tab. */
  abstract error(facts: {
    error: string;
    description?: string;
    detail?: string;
    cause: unknown;
    request: IncomingMessage;
  }): Promise<string>;
  /** A request that nobody looked at: too many of them, no room for it, or too long. */
  abstract turnedAway(because: 'tooMany' | 'noRoom' | 'tooLarge'): string;
  abstract signOut(facts: { action: string; hidden: Record<string, string>; clientName?: string }): string;
  abstract continueByForm(form: SelfSendingForm): string;
  abstract signedOut(facts: { clientName?: string; clientUri?: string }): string;
}
