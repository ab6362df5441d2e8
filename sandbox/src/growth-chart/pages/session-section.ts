import { html, type Html } from '../../html.js';
import { type LaunchState, type TokenResponse } from '../smart-client.js';

/** What the app was given, and the ways to renew and to end it. */
export function sessionSection({ tokenResponse, clientId, serverUrl, expiresAt }: LaunchState): Html {
  const { scope = '', id_token, refresh_token } = tokenResponse;
  return html`<section class="session" aria-label="This app's access">
    <h2>This app’s access</h2>
    <ul class="scopes">
      ${scope
        .split(' ')
        .filter(Boolean)
        .map((word) => html`<li><code>${word}</code></li> `)}
    </ul>
    <div class="actions">
      ${refresh_token && button('/refresh', 'Renew access')} ${button('/revoke', 'End access')}
      ${button('/forget', 'Close chart')}
    </div>
    <details>
      <summary>What the app received</summary>
      <h3>ID token claims</h3>
      <pre>${id_token ? pretty(claimsOf(id_token)) : 'No ID token'}</pre>
      <h3>Token response</h3>
      <pre>${pretty(withShortTokens(tokenResponse))}</pre>
      <p class="quiet">
        As <code>${clientId}</code> at
        <code>${serverUrl}</code
        >${expiresAt && html`; the access token expires at ${new Date(expiresAt * 1000).toISOString().slice(11, 19)} UTC`}.
      </p>
    </details>
  </section>`;
}

const button = (action: string, text: string) =>
  html`<form method="post" action="${action}"><button class="secondary">${text}</button></form>`;

const pretty = (value: unknown) => JSON.stringify(value, null, 2);

function claimsOf(idToken: string): unknown {
  try {
    return JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString('utf8'));
  } catch {
    return 'not readable';
  }
}

/** Enough of a token to recognize it, not enough to use it from a screenshot. */
function withShortTokens(response: TokenResponse): TokenResponse {
  const entries = Object.entries(response).map(([name, value]) =>
    name.endsWith('_token') && typeof value === 'string' ? [name, `${value.slice(0, 12)}…`] : [name, value],
  );
  return Object.fromEntries(entries) as TokenResponse;
}
