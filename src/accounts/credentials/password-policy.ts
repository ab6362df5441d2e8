/** What may be wrong with a password that somebody chooses. */
export type PasswordProblem = 'tooShort' | 'tooLong';

/** NIST SP 800-63B asks for a length and advises against rules about kinds of characters. */
export const MINIMUM_PASSWORD_LENGTH = 12;
/** Longer than any sentence somebody types; hashing must not be a way to keep us busy. */
export const MAXIMUM_PASSWORD_BYTES = 256;

/**
 * The form in which a password is hashed: keyboards and systems differ in how they put letters with accents together
 * (RFC 8265 section 4.2.2).
 */
export function normalPassword(password: string): string {
  return password.normalize('NFC');
}

/** @returns what is wrong, in a password that is chosen now; undefined when it may be taken. */
export function passwordProblem(password: string): PasswordProblem | undefined {
  if (isTooLong(password)) return 'tooLong';
  // By what a person counts as characters, or nearly so: not by UTF-16 units, of which a smiley has two.
  return [...normalPassword(password)].length < MINIMUM_PASSWORD_LENGTH ? 'tooShort' : undefined;
}

/** Looked at before anything else is done with a password. */
export function isTooLong(password: string): boolean {
  return Buffer.byteLength(normalPassword(password)) > MAXIMUM_PASSWORD_BYTES;
}
