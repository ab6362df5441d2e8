import { html } from '../../html.js';
import { layout } from './layout.js';

/**
 * One thing that happened and the way on.
 * @param next where "Try again" leads, or `/` for "Back to the start"
 * @param detail for whoever looks into it
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
