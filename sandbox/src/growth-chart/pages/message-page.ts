import { html } from '../../html.js';
import { layout } from './layout.js';

/**
 * Says one thing that happened, with a link to go on.
 * @param next where "Try again" leads, or `/` for "Back to the start"
 * @param detail for the reader who looks for the cause
 */
export function messagePage(heading: string, sentence: string, next: string, detail?: string): string {
  return layout(
    `${heading} · Growth Chart`,
    html`<section class="start">
      <h1>${heading}</h1>
      <p class="lead">${sentence}</p>
      <p class="actions">
        <a class="primary" href="${next}">${next === '/' ? 'Back to the start' : 'Try again'}</a>
      </p>
      ${detail && html`<p class="quiet"><code>${detail}</code></p>`}
    </section>`,
  );
}
