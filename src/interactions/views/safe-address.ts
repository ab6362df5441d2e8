/*
 * Escaping makes text harmless, not addresses: `javascript:…` survives it. Some addresses come from an app's
 * registration, so each is checked where it is written.
 */

/** An address a link may have, or undefined: the page then leaves the link out. */
export function safeHref(address: string | undefined): string | undefined {
  // Browsers drop tabs and line ends inside an address, so `/<tab>/evil.example` would leave this server.
  if (address === undefined || hasControlCharacter(address)) return undefined;
  if (/^(?:\/(?![/\\])|[?#])/.test(address)) return address;
  // A scheme with a dot is a native app's own (RFC 8252, 7.1); browsers give none of those a meaning.
  return /^(?:https?:\/\/|[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:)/i.test(address) ? address : undefined;
}

/** A picture the page policy lets through, or undefined. */
export function safeImage(source: string | undefined): string | undefined {
  if (source === undefined || hasControlCharacter(source)) return undefined;
  return /^(?:\/(?![/\\])|data:image\/)/i.test(source) ? source : undefined;
}

/** The host of a web address, to show; undefined when it has none. */
export function hostOf(address: string | undefined): string | undefined {
  if (address === undefined || !/^https?:/i.test(address)) return undefined;
  return URL.canParse(address) ? new URL(address).host : undefined;
}

/** A number as a telephone dials it. */
export function phoneHref(number: string): string {
  return `tel:${number.replace(/[^+\d]/g, '')}`;
}

/** A letter to `email`; nothing in the address can add a second recipient or a header. */
export function mailHref(email: string, subject?: string): string {
  const to = encodeURIComponent(email).replaceAll('%40', '@');
  return subject === undefined ? `mailto:${to}` : `mailto:${to}?subject=${encodeURIComponent(subject)}`;
}

function hasControlCharacter(address: string): boolean {
  return /\p{Cc}/u.test(address);
}
