/**
 * What texts from outside must never contain: control characters, line and paragraph separators, changes of direction,
 * halves of characters. A part of a character class.
 */
const NEVER = '\\p{Cc}\\p{Cs}\\u061c\\u2028-\\u202e\\u2066-\\u2069';
/**
 * Characters that show nothing alone. Beside visible characters they may have a meaning: emoji and many scripts use
 * them as joiners.
 */
const BLANK = '\\p{Default_Ignorable_Code_Point}\\p{Cf}\\p{Zs}\\u2800';

/**
 * A regular expression, for the flag `u`, that matches text that shows something. No part of it can match in two ways,
 * so the time grows only in proportion to the text.
 */
export const VISIBLE_TEXT = `^[${BLANK}]*[^${BLANK}${NEVER}][^${NEVER}]*$`;
const FORM = new RegExp(VISIBLE_TEXT, 'u');

export function isVisibleText(text: string): boolean {
  return FORM.test(text);
}

const UNSEEN = new RegExp(`[${NEVER}${BLANK}]`, 'u');

/** Whether a text has an invisible character or half a character. An address or a key needs no joiners. */
export function holdsUnseen(text: string): boolean {
  return UNSEEN.test(text);
}
