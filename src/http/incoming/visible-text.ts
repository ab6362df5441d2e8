/**
 * Control characters, line and paragraph separators, changes of direction, halves of characters: what text that others
 * send never holds. Part of a character class.
 */
const NEVER = '\\p{Cc}\\p{Cs}\\u061c\\u2028-\\u202e\\u2066-\\u2069';
/** What shows nothing by itself. Beside what does, it may mean something: emoji and many scripts are joined by it. */
const BLANK = '\\p{Default_Ignorable_Code_Point}\\p{Cf}\\p{Zs}\\u2800';

/**
 * Text that shows something, as a regular expression with the flag `u`. No part can match in two ways, so it takes time in
 * proportion to the text.
 */
export const VISIBLE_TEXT = `^[${BLANK}]*[^${BLANK}${NEVER}][^${NEVER}]*$`;
const FORM = new RegExp(VISIBLE_TEXT, 'u');

export function isVisibleText(text: string): boolean {
  return FORM.test(text);
}

const UNSEEN = new RegExp(`[${NEVER}${BLANK}]`, 'u');

/** Whether a text holds what cannot be seen, or is half a character. In an address or a key there is nothing to join. */
export function holdsUnseen(text: string): boolean {
  return UNSEEN.test(text);
}
