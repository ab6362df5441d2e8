import type { Settings } from '#src/config/settings/settings.js';
import { composeLetter, type Letter } from '#src/mail/letter.js';
import { WORDS } from '#src/words/languages.js';

const { codeLetter, invitationLetter, SERVICE_DESK } = WORDS.letters;

/** Writes the letters that people get while their account is set up, in the organisation’s name. */
export function letters({ name: organisation, helpContact }: Settings['organisation']) {
  const sender = { organisation, contact: helpContact?.name ?? SERVICE_DESK };
  return {
    invitation: (to: string, facts: { link: string; days: number }): Letter =>
      composeLetter({ to, ...invitationLetter({ ...sender, ...facts }) }),
    code: (to: string, facts: { code: string; provider: string; minutes: number }): Letter =>
      composeLetter({ to, ...codeLetter({ ...sender, ...facts }) }),
  };
}
