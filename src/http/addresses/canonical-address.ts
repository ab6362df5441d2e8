/**
 * The canonical spelling of an http(s) address, for comparing only; it is never sent or shown. Case of scheme and host,
 * the default port (RFC 3986 section 6.2.3) and one slash at the end do not matter. The path is compared letter by
 * letter, because each server decides itself what two spellings of a path mean.
 *
 * @returns undefined for a text that is not such an address, or has a user name, a query or a fragment.
 */
export function canonicalAddress(text: string): string | undefined {
  // The text itself is checked: the URL parser accepts white space, backslashes and control characters.
  const [, origin, path = ''] = /^(https?:\/\/[^\s/\\@?#\p{Cc}]+)(\/[^\s\\@?#\p{Cc}]*)?$/iu.exec(text) ?? [];
  if (origin === undefined || !URL.canParse(origin)) return undefined;
  return new URL(origin).origin + (path.endsWith('/') ? path.slice(0, -1) : path);
}

/** Whether two texts are the same address, or the same text. */
export function isSameAddress(one: string, other: string): boolean {
  if (one === other) return true;
  const canonical = canonicalAddress(one);
  return canonical !== undefined && canonical === canonicalAddress(other);
}
