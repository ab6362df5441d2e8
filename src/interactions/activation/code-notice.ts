import type { Arrival, CodeOutcome } from '#src/sign-in/activation/activation.js';
import type { CodeNotice } from '#src/words/codes.js';

/** The notice that the code page shows at the top. */
export function codeNotice(
  outcome:
    | Exclude<Arrival, 'connectedBefore' | { refused: unknown }>
    | Exclude<CodeOutcome, { connected: unknown } | { refused: unknown }>,
): CodeNotice {
  if (outcome === 'sent') return { kind: 'sentAgain' };
  if (outcome === 'noMore' || outcome === 'over') return { kind: outcome };
  if ('wrong' in outcome) return { kind: 'wrong', triesLeft: outcome.wrong };
  if ('tooEarlySeconds' in outcome) return { kind: 'tooEarly', seconds: outcome.tooEarlySeconds };
  return { kind: 'tooManyAttempts', seconds: outcome.tooManySeconds };
}
