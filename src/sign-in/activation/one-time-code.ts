import { createHmac, randomInt } from 'node:crypto';

const DIGITS = 6;

/** What a code is good for: this account, this identity, this browser, and nothing else. */
export interface CodeBinding {
  /** Stands for the browser: the hash of the handle in its cookie. */
  idHash: string;
  accountId: string;
  issuer: string;
  subject: string;
}

export function newCode(): string {
  return String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0');
}

/** What is stored of a code. Keyed, as six digits are found in no time by trying; and bound, as the words above say. */
export function codeKey(key: Buffer, code: string, binding: CodeBinding): string {
  const { idHash, accountId, issuer, subject } = binding;
  const bound = JSON.stringify([code, idHash, accountId, issuer, subject]);
  return createHmac('sha256', key).update(bound).digest('base64url');
}

/** The digits of what was typed or pasted, whatever stands between them; undefined when it cannot be a code. */
export function typedCode(text: string): string | undefined {
  const digits = text.normalize('NFKC').replace(/[\s.-]/g, '');
  return new RegExp(`^[0-9]{${DIGITS}}$`).test(digits) ? digits : undefined;
}
