import { domainToASCII, domainToUnicode } from 'node:url';

/** RFC 5321 section 4.5.3.1: 64 before the @ sign, 255 after it. */
const MAX_LENGTH = 320;
/**
 * The dot-atom of RFC 5322 in ASCII. Addresses with quoted strings, comments or address literals are never compared.
 */
const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
/** No top-level domain is a number. A name that ends in one is an IPv4 address, and those have several spellings. */
const DOMAIN = /^(?!.*\.\d+$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/;
/**
 * Upper-case letters beyond ASCII. domainToASCII would fold them to one or several letters: a capital sharp s becomes
 * ss.
 */
const FOLDED_BEYOND_ASCII = /(?![A-Z])[\p{Lu}\p{Lt}]/u;

/**
 * The form in which two equal e-mail addresses are the same text.
 *
 * Only ASCII letters are folded. Unicode folding would make different people equal: U+212A (Kelvin) lower-cases to k, a
 * dotless i upper-cases to I. Habits of single mail providers (dots, plus signs) are not assumed.
 *
 * @returns the key, or undefined when the address is of a form that is never compared.
 */
export function emailKey(address: unknown): string | undefined {
  if (typeof address !== 'string' || address.length > MAX_LENGTH) return undefined;
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  if (at < 1 || local.length > 64 || !LOCAL_PART.test(local)) return undefined;
  const rawDomain = address.slice(at + 1);
  // domainToASCII maps look-alikes such as fullwidth letters to ASCII. A domain that is not already an ASCII name or a
  // plain lower-case international name is refused, not folded.
  if (!/^[\p{L}\p{N}\p{M}.-]+$/u.test(rawDomain) || FOLDED_BEYOND_ASCII.test(rawDomain)) return undefined;
  if (rawDomain.normalize('NFKC') !== rawDomain) return undefined;
  const domain = domainToASCII(rawDomain);
  if (!DOMAIN.test(domain) || domain.length > 255 || hasBrokenLabel(domain)) return undefined;
  return `${asciiLowerCase(local)}@${domain}`;
}

function asciiLowerCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/**
 * Whether a label is an A-label that stands for no letters. Node 20 finds those itself; later versions return them
 * unchanged.
 */
function hasBrokenLabel(domain: string): boolean {
  const international = domainToUnicode(domain);
  return international === '' || international.split('.').some((label) => label.startsWith('xn--'));
}
