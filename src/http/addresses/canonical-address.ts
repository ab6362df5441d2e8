/**
 * An http(s) address in the one spelling that these spellings of it share: case of scheme and host, default port (RFC 3986
 * section 6.2.3), and one slash at its end. Its path counts letter by letter: what two spellings of a path mean is each
 * server’s own. To compare by; never sent or shown.
 *
 * @returns undefined for what is no such address, or has a user name, a query or a fragment.
 */
export function canonicalAddress(text: string): string | undefined {
  // The text itself is read: the URL parser forgives white space, backslashes and control characters.
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
