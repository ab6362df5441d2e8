/**
 * An http(s) address in the one spelling that all spellings of it share: case of scheme and host, default port, steps
 * of the path, escapes (RFC 3986 section 6.2), and one slash at its end. To compare by; never sent or shown.
 *
 * @returns undefined for what is no such address, or has a user name, a query or a fragment.
 */
export function canonicalAddress(text: string): string | undefined {
  // The raw text is checked first: the URL parser forgives white space, backslashes and control characters.
  if (!/^https?:\/\/[^\s\\@?#\p{Cc}]+$/iu.test(text) || !URL.canParse(text)) return undefined;
  const canonical = new URL(text).href.replace(/%[0-9a-f]{2}/gi, unescapedOrUpper);
  return canonical.endsWith('/') ? canonical.slice(0, -1) : canonical;
}

/** Whether two texts are the same address, or the same text. */
export function isSameAddress(one: string, other: string): boolean {
  if (one === other) return true;
  const canonical = canonicalAddress(one);
  return canonical !== undefined && canonical === canonicalAddress(other);
}

/** What needs no escape is meant as it is; of all others the hexadecimal digits may have either case. */
function unescapedOrUpper(escape: string): string {
  const character = String.fromCharCode(parseInt(escape.slice(1), 16));
  return /[A-Za-z0-9._~-]/.test(character) ? character : escape.toUpperCase();
}
