import { html, type Html, trusted } from '../html.js';
import { HOSPITAL_NAME, type Person } from '../people.js';
import { PAGE_STYLES } from './page-styles.js';

/**
 * "Who are you": one button per person.
 * @param action where the form posts `username`
 * @param signedInAs the username of the person with a session here, marked in the list
 */
export function signInPage(people: readonly Person[], action: string, signedInAs?: string): string {
  return page(
    'Who are you?',
    html`<p class="lead">Choose a person to sign in as.</p>
      <form method="post" action="${action}">
        <ul class="people">
          ${people.map((person) => html`<li>${personButton(person, person.username === signedInAs)}</li> `)}
        </ul>
      </form>
      <p class="quiet"><a href="${action}/cancel">Cancel and go back</a></p>`,
  );
}

function personButton(person: Person, isCurrent: boolean): Html {
  return html`<button class="person" name="username" value="${person.username}">
    <span class="initials" aria-hidden="true">${initials(person)}</span>
    <span class="who"
      ><span class="name">${person.name}</span>
      <span class="role">${person.role}${isCurrent && html` <em>Signed in now</em>`}</span></span
    >
  </button>`;
}

const initials = ({ given_name, family_name }: Person) =>
  `${given_name.charAt(0)}${(family_name.split(' ').at(-1) ?? '').charAt(0)}`.toUpperCase();

/**
 * Asks before signing out.
 * @param form the engine's form, whose fields must be posted; it has the id `op.logoutForm`
 */
export function signOutPage(form: string): string {
  return page(
    'Sign out?',
    html`<p class="lead">This signs you out of your hospital account in this browser.</p>
      ${trusted(form)}
      <p class="actions">
        <button class="primary" form="op.logoutForm" name="logout" value="yes">Sign out</button>
        <button class="secondary" form="op.logoutForm">Stay signed in</button>
      </p>`,
  );
}

/** The page after a sign-out, when no application asked to get the person back. */
export function signedOutPage(): string {
  return page('You are signed out', html`<p class="lead">You can close this page.</p>`);
}

/** The page for a sign-in that cannot go on. */
export function errorPage(error: string, description?: string): string {
  return page(
    'This sign-in cannot go on',
    html`<p class="lead">Go back to the application and start again.</p>
      <p class="quiet"><code>${error}</code>${description && html`: ${description}`}</p>`,
  );
}

function page(heading: string, content: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${heading} · ${HOSPITAL_NAME}</title>
        <link rel="icon" href="${ICON}" />
        <style>
          ${trusted(PAGE_STYLES)}
        </style>
      </head>
      <body>
        <p class="notice">
          <strong>Stand-in identity provider</strong> for trying Wardkey out. No passwords.
        </p>
        <main>
          <header>${trusted(MARK)}<span>${HOSPITAL_NAME}</span></header>
          <h1>${heading}</h1>
          ${content}
        </main>
      </body>
    </html>`.markup;
}

/** The hospital's logo: a cross on a wave. */
const MARK = `<svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><path d="M13 4h6v6h6v6h-6v5h-6v-5H7v-6h6z"/>
<path d="M4 25c4-3 8-3 12 0s8 3 12 0" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round"/></svg>`;

const ICON = `data:image/svg+xml,${encodeURIComponent(
  MARK.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg" color="#1f5f8b" fill="#1f5f8b"'),
)}`;
