import { html, type Html } from '../../html.js';
import { type LaunchState, type TokenResponse } from '../smart-client.js';

/** A refresh that the person asked for, in seconds since 1970. */
export interface Renewal {
  at: number;
  /** When the access token before it would have expired. */
  before: number | undefined;
}

/** What the app was granted, for how long, and the buttons to renew and to end it. */
export function sessionSection(state: LaunchState, renewal?: Renewal): Html {
  const { tokenResponse, clientId, serverUrl, expiresAt } = state;
  const { scope = '', id_token, refresh_token } = tokenResponse;
  const scopes = scope.split(' ').filter(Boolean);
  return html`<section class="session" id="access" aria-label="This app's access">
    <h2>This app’s access</h2>
    ${
      renewal &&
      html`<p class="done" role="status">
        Renewed at ${time(renewal.at)}. The access token is valid until
        ${time(expiresAt)}${renewal.before !== undefined && html`, the one before it was until ${time(renewal.before)}`}.
      </p>`
    }
    <dl class="facts">
      ${launchFacts(state).map(([name, value]) => fact(name, value))}
      ${fact('Access token valid until', `${time(expiresAt)} (${left(expiresAt)})`)}
      ${fact('After that', afterwards(scopes, refresh_token !== undefined))}
    </dl>
    <h3>Scopes it was granted</h3>
    <ul class="scopes">
      ${scopes.map((word) => html`<li><code>${word}</code></li> `)}
    </ul>
    <div class="actions">
      ${refresh_token && button('/refresh', 'Renew access')} ${button('/revoke', 'End access')}
      ${button('/forget', 'Close chart')}
    </div>
    <p class="quiet">End access gives the tokens back to be ended. Close chart only forgets them here.</p>
    <details>
      <summary>What the app received</summary>
      <h3>ID token claims</h3>
      <pre>${id_token ? pretty(claimsOf(id_token)) : 'No ID token'}</pre>
      <h3>Token response</h3>
      <pre>${pretty(withShortTokens(tokenResponse))}</pre>
      <p class="quiet">As <code>${clientId}</code> at <code>${serverUrl}</code>.</p>
    </details>
  </section>`;
}

/** How the app was opened, and the launch context that it received. */
function launchFacts({ tokenResponse }: LaunchState): [name: string, value: string][] {
  const { scope = '', patient, encounter, intent, fhirContext, id_token } = tokenResponse;
  const { fhirUser } = (id_token ? claimsOf(id_token) : {}) as { fhirUser?: string };
  const isEhrLaunch = scope.split(' ').includes('launch');
  const context = Array.isArray(fhirContext) ? fhirContext.map(reference).join(', ') : '';
  const facts: [string, unknown][] = [
    ['Opened by', isEhrLaunch ? 'the hospital’s record system (EHR launch)' : 'you (standalone launch)'],
    ['Patient', patient && `Patient/${patient}`],
    ['Encounter', encounter && `Encounter/${String(encounter)}`],
    ['Also open', context],
    ['Intent', intent],
    ['Signed in as', fhirUser?.split('/').slice(-2).join('/')],
  ];
  return facts.flatMap(([name, value]) => (typeof value === 'string' && value ? [[name, value]] : []));
}

const reference = (item: unknown) =>
  typeof item === 'string' ? item : ((item as { reference?: string }).reference ?? JSON.stringify(item));

function afterwards(scopes: string[], canRefresh: boolean): string {
  if (!canRefresh) return 'you sign in again';
  return scopes.includes('offline_access') ? 'renewed without asking you' : 'renewed until you sign out';
}

const fact = (name: string, value: string): Html =>
  html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;

const time = (seconds: number | undefined) =>
  seconds === undefined ? 'an unknown time' : `${new Date(seconds * 1000).toISOString().slice(11, 19)} UTC`;

function left(seconds: number | undefined): string {
  const minutes = Math.round(((seconds ?? 0) * 1000 - Date.now()) / 60_000);
  return minutes < 1 ? 'less than a minute' : `${minutes} minute${minutes === 1 ? '' : 's'} left`;
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

/** A part of a token: enough to recognize the token, too little to use it from a screenshot. */
function withShortTokens(response: TokenResponse): TokenResponse {
  const entries = Object.entries(response).map(([name, value]) =>
    name.endsWith('_token') && typeof value === 'string' ? [name, `${value.slice(0, 12)}…`] : [name, value],
  );
  return Object.fromEntries(entries) as TokenResponse;
}
