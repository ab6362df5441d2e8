import { html, type Html, trusted } from '../../html.js';
import { STYLES } from './styles.js';

/** A whole page of the app. */
export function layout(title: string, content: Html, aside: Html | false = false): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="${ICON}" />
        <style>
          ${trusted(STYLES)}
        </style>
      </head>
      <body>
        <header class="bar">
          <a class="brand" href="/">${trusted(MARK)}Growth Chart</a>
          ${aside}
        </header>
        <main>${content}</main>
      </body>
    </html>`.markup;
}

/** A rising curve with two measurements on it. */
const MARK = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M3 20c7-1 9-5 11-9s4-6 7-7" fill="none"
 stroke="currentColor" stroke-width="2.5" stroke-linecap="round"/><circle cx="9.5" cy="16.6" r="2.6"/><circle cx="16" cy="7.6" r="2.6"/></svg>`;

const ICON = `data:image/svg+xml,${encodeURIComponent(
  MARK.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg" color="#0d6b57" fill="#0d6b57"'),
)}`;
