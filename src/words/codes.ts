/** What pages and letters are asked to say: codes, for which each language has words. */

/** A notice above the page’s own question. */
export type Notice =
  | { kind: 'cancelledAtProvider'; provider: string }
  /** No way to sign in is open for this app. */
  | { kind: 'noWayIn' }
  | { kind: 'passwordNotRight'; otherWays: boolean }
  | { kind: 'tooManyAttempts'; seconds: number };

/** What happened to the code before this one. */
export type CodeNotice =
  | { kind: 'wrong'; triesLeft: number }
  | { kind: 'over' }
  | { kind: 'sentAgain' }
  | { kind: 'tooEarly'; seconds: number }
  | { kind: 'noMore' }
  | { kind: 'tooManyAttempts'; seconds: number };

/** What may be wrong with a password that was chosen. */
export type NewPasswordProblem = 'tooShort' | 'tooLong' | 'notTheSame';

/** What may be done with a kind of data. A caller maps SMART's `cruds` letters one to one. */
export type Access = 'search' | 'read' | 'add' | 'change' | 'delete';

/**
 * Why a person cannot go on. Each situation has one row in the table of sentences. The reason itself is in the audit
 * log.
 */
export type RefusalSituation =
  | 'noAccount'
  | 'notActivated'
  | 'linkTaken'
  | 'invitationNotUsable'
  | 'notInGroup'
  | 'groupsUnknown'
  | 'noFhirUser'
  | 'severalMatches'
  | 'accountSwitchedOff'
  | 'recordSystemUnreachable'
  | 'recordSystemRefuses'
  | 'providerUnreachable'
  | 'providerNotSetUp'
  | 'refusedByProvider'
  | 'cancelledAtProvider'
  | 'signInTooWeak'
  | 'noLongerActive'
  | 'appMistake'
  | 'somethingWentWrong'
  | 'tooBusy'
  | 'tooLong'
  | 'notFound';

/** What a search for patients looks at. */
export type PatientSearchField = 'name' | 'birthDate' | 'identifier';

/** A piece of a letter: a sentence, a link on a line of its own, or a code to read at a glance. */
export type LetterPart = string | { link: string } | { code: string };

/** What a letter says. */
export interface LetterWords {
  subject: string;
  parts: LetterPart[];
}
