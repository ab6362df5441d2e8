import type { LetterWords } from '../codes.js';

/** Facts that every letter mentions. */
interface Sender {
  organisation: string;
  /** Whom to ask, as it stands in a sentence. */
  contact: string;
}

/** Whom to ask when the settings name no contact. */
export const SERVICE_DESK = 'the service desk';

/** "Set up your account", with the link that does it. */
export function invitationLetter(facts: Sender & { link: string; days: number }): LetterWords {
  const { organisation, contact, link, days } = facts;
  return {
    subject: `${organisation}: set up your account`,
    parts: [
      `An account has been made for you at ${organisation}. Open this link to choose how you sign in:`,
      { link },
      `The link works once, for ${days} days. Do not pass it on: whoever opens it first sets up the account.`,
      `Did you not expect this? Then do nothing, or ask ${contact}.`,
    ],
  };
}

/** The one-time code. Says what it is for, so that the person does not read it out to a caller on the telephone. */
export function codeLetter(facts: Sender & { code: string; provider: string; minutes: number }): LetterWords {
  const { organisation, contact, code, provider, minutes } = facts;
  return {
    // The subject does not contain the code, because locked screens show subjects.
    subject: `${organisation}: your code`,
    parts: [
      `This is the code to connect ${provider} with your account at ${organisation}:`,
      { code },
      `It works for ${minutes} minutes, only on the page that asks for it. Nobody from ${organisation} will ever ask you for it.`,
      `Did you not ask for this? Then somebody may be trying to use your account: do not use the code, and tell ${contact}.`,
    ],
  };
}
