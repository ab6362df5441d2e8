/** Markup that can be put into a page unchanged. */
export class Html {
  constructor(readonly markup: string) {}

  toString(): string {
    return this.markup;
  }
}

type Child = Html | string | number | false | null | undefined | readonly Child[];

/**
 * A template tag for markup. Every value is escaped unless it is {@link Html} itself; false and null give nothing.
 */
export function html(strings: TemplateStringsArray, ...children: Child[]): Html {
  return new Html(strings.reduce((markup, part, index) => markup + render(children[index - 1]) + part));
}

/** Trusted text (own CSS, own SVG numbers) that must not be escaped. */
export const trusted = (markup: string) => new Html(markup);

function render(child: Child): string {
  if (child === false || child === null || child === undefined) return '';
  if (child instanceof Html) return child.markup;
  if (Array.isArray(child)) return child.map((item: Child) => render(item)).join('');
  return escapeHtml(String(child as string | number));
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
