import { parse } from 'node-html-parser';
import { type Form, readForms } from './forms.js';
import { fold, visibleText } from './visible-text.js';

export { type Field, type Form } from './forms.js';

/** A link with its absolute address. */
export interface Link {
  text: string;
  href: string;
}

/** What the browser shows. */
export interface Page {
  /** Where the redirects ended, or where the browser stopped. */
  url: string;
  /** 0 when the browser stopped before it requested `url`. */
  status: number;
  headers: Headers;
  html: string;
  title: string;
  h1: string;
  /** What a person can read, whitespace folded. */
  text: string;
  forms: Form[];
  links: Link[];
}

/** Reads a response, or makes the empty page of a redirect that was not followed. */
export async function readPage(url: URL, response: Response | undefined): Promise<Page> {
  const html = response ? await response.text() : '';
  const document = parse(html, {
    comment: false,
    blockTextElements: { script: true, style: true, pre: true },
  });
  const base = new URL(document.querySelector('base')?.getAttribute('href') ?? '', url);
  return {
    url: url.href,
    status: response?.status ?? 0,
    headers: response?.headers ?? new Headers(),
    html,
    title: visibleText(document.querySelector('title')),
    h1: visibleText(document.querySelector('h1')),
    text: isMarkup(response) ? visibleText(document.querySelector('body') ?? document) : fold(html),
    forms: readForms(document, url, base),
    links: document.querySelectorAll('a[href]').map((link) => ({
      text: visibleText(link),
      href: new URL(link.getAttribute('href') ?? '', base).href,
    })),
  };
}

const isMarkup = (response: Response | undefined) =>
  /html|xml/.test(response?.headers.get('content-type') ?? 'text/html');
