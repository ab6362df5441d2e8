import { type HTMLElement, parse } from 'node-html-parser';

/** The text a person can read inside an element. */
export function visibleText(element: HTMLElement | null): string {
  if (!element) return '';
  const copy = parse(element.outerHTML, { comment: false });
  for (const unseen of copy.querySelectorAll('script, style, template, svg, [hidden]')) unseen.remove();
  return fold(copy.structuredText || copy.textContent);
}

/** Folds whitespace as a browser does. */
export const fold = (text: string) => text.replace(/\s+/g, ' ').trim();
