/** What can be wrong with a new password. */
export type PasswordProblem = 'tooShort' | 'tooLong';

/** NIST SP 800-63B requires a minimum length and advises against rules about kinds of characters. */
export const MINIMUM_PASSWORD_LENGTH = 12;
/**
 * Longer than any sentence that people type. The limit keeps an attacker from using up this server’s time by hashing.
 */
export const MAXIMUM_PASSWORD_BYTES = 256;

/**
 * The form in which a password is hashed. Keyboards and systems compose accented letters in different ways (RFC 8265
 * section 4.2.2).
 */
export function normalPassword(password: string): string {
  return password.normalize('NFC');
}

/** @returns what is wrong with a new password; undefined when it is acceptable. */
export function passwordProblem(password: string): PasswordProblem | undefined {
  if (isTooLong(password)) return 'tooLong';
  // Counts characters nearly as people do, not UTF-16 units: an emoji has two of those.
  return [...normalPassword(password)].length < MINIMUM_PASSWORD_LENGTH ? 'tooShort' : undefined;
}

/** Checked before anything else is done with a password. */
export function isTooLong(password: string): boolean {
  return Buffer.byteLength(normalPassword(password)) > MAXIMUM_PASSWORD_BYTES;
}
