import { createHmac, randomInt } from 'node:crypto';

const DIGITS = 6;

/** What a code is bound to: this account, this identity and this browser only. */
export interface CodeBinding {
  /** The hash of the handle in the browser’s cookie. */
  idHash: string;
  accountId: string;
  issuer: string;
  subject: string;
}

export function newCode(): string {
  return String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0');
}

/**
 * The form in which a code is stored. It is a keyed hash, because the six digits of a plain hash could be guessed at
 * once, and it includes the binding above.
 */
export function codeKey(key: Buffer, code: string, binding: CodeBinding): string {
  const { idHash, accountId, issuer, subject } = binding;
  const bound = JSON.stringify([code, idHash, accountId, issuer, subject]);
  return createHmac('sha256', key).update(bound).digest('base64url');
}

/** The digits of what was typed or pasted, without separators; undefined when it cannot be a code. */
export function typedCode(text: string): string | undefined {
  const digits = text.normalize('NFKC').replace(/[\s.-]/g, '');
  return new RegExp(`^[0-9]{${DIGITS}}$`).test(digits) ? digits : undefined;
}
