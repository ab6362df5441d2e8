import { html, type Html } from '../../html.js';
import { type AccessEnd } from '../access-end.js';
import { layout } from './layout.js';

/** Shows that no server accepts the tokens any more. */
export function accessEndPage({ revocations, refresh, read, managementEndpoint }: AccessEnd): string {
  return layout(
    'Access ended · Growth Chart',
    html`<section class="start">
      <h1>Access ended</h1>
      <p class="lead">
        Growth Chart gave its access back and has forgotten this chart. Then it tried once more, to see that
        nothing works any longer:
      </p>
      <dl class="facts">
        ${revocations.map(({ token, status }) =>
          fact(`Revoke the ${token.replace('_', ' ')}`, status === 200 ? 'accepted' : 'not accepted', status),
        )}
        ${refresh && fact('Refresh', refresh.status === 200 ? 'still works' : 'refused', refresh.status, refresh.error)}
        ${fact('Read the patient', read.status === 200 ? 'still works until the token expires' : 'refused', read.status)}
      </dl>
      <p class="actions">
        <a class="primary" href="/launch">Open a patient’s chart</a>
        ${
          managementEndpoint &&
          html`<a class="secondary" href="${managementEndpoint}">See which apps have access</a>`
        }
      </p>
    </section>`,
  );
}

const fact = (name: string, result: string, status: number, error?: string): Html =>
  html`<div>
    <dt>${name}</dt>
    <dd>${result} <span class="quiet">(${status}${error && html` <code>${error}</code>`})</span></dd>
  </div>`;
