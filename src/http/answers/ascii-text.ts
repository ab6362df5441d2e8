const IN_ASCII: Array<[RegExp, string]> = [
  [/[‘’‚′]/g, "'"],
  [/["“”„″«»]/g, "'"],
  [/\\/g, '/'],
  [/[‐-―−]/g, '-'],
  [/…/g, '...'],
  [/\p{Z}/gu, ' '],
];

/**
 * A text in the characters that an OAuth error_description may have (RFC 6749 section 5.2: ASCII without quotation
 * marks and backslashes; RFC 7591 section 3.2.2). Typographic characters become plain ones, and letters lose their
 * accents. A character without a replacement becomes a question mark.
 */
export function asciiText(text: string): string {
  return IN_ASCII.reduce((plain, [sign, ascii]) => plain.replace(sign, ascii), text)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]/gu, '?');
}
