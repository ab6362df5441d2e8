/*
 * Escaping makes text harmless, but not addresses: `javascript:…` survives it. Some addresses come from an app's
 * registration, so each address is checked where it is written into a page.
 */

/** An address that a link may have. Undefined when it is not safe; the page then leaves the link out. */
export function safeHref(address: string | undefined): string | undefined {
  // Browsers drop tabs and line ends inside an address, so `/<tab>/evil.example` would leave this server.
  if (address === undefined || hasControlCharacter(address)) return undefined;
  if (/^(?:\/(?![/\\])|[?#])/.test(address)) return address;
  // A scheme with a dot belongs to a native app (RFC 8252, 7.1); browsers give such a scheme no meaning.
  return /^(?:https?:\/\/|[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:)/i.test(address) ? address : undefined;
}

/** The address of a picture that the page policy lets through, or undefined. */
export function safeImage(source: string | undefined): string | undefined {
  if (source === undefined || hasControlCharacter(source)) return undefined;
  return /^(?:\/(?![/\\])|data:image\/)/i.test(source) ? source : undefined;
}

/** The host of a web address, as pages show it; undefined when there is none. */
export function hostOf(address: string | undefined): string | undefined {
  if (address === undefined || !/^https?:/i.test(address)) return undefined;
  return URL.canParse(address) ? new URL(address).host : undefined;
}

/** The address by which a telephone dials this number. */
export function phoneHref(number: string): string {
  return `tel:${number.replace(/[^+\d]/g, '')}`;
}

/** The address that begins a letter to `email`. Nothing in `email` can add a second recipient or a header. */
export function mailHref(email: string, subject?: string): string {
  const to = encodeURIComponent(email).replaceAll('%40', '@');
  return subject === undefined ? `mailto:${to}` : `mailto:${to}?subject=${encodeURIComponent(subject)}`;
}

function hasControlCharacter(address: string): boolean {
  return /\p{Cc}/u.test(address);
}
