import { randomUUID } from 'node:crypto';
import { startIdentityProvider } from 'wardkey-sandbox/identity-provider/identity-provider.js';
import { asksFor } from '../load/forms.mjs';
import { expect } from '../load/connections.mjs';

const MOST_PAGES = 4;

/**
 * The identity provider of the sandbox, in this process, with as many people as are wanted.
 * @param client the server that sends people there
 * @param allow the button on that server's page by which people allow what an app asks for: its name and value
 * @param settle what else a new person needs
 */
export async function startPeople({ client, allow, settle = async () => {} }) {
  // The sign-in page shows everybody, so only those who sign in at the moment are here.
  const people = [];
  const { issuer, close } = await startIdentityProvider({ people, clients: [client] });
  let count = 0;
  /** Somebody nobody has seen yet. */
  const newPerson = async () => {
    const person = personOf((count += 1));
    await settle(person);
    people.push(person);
    return {
      signIn: (browser, authorization) => signIn(browser, authorization, person, allow),
      forget: () => people.splice(people.indexOf(person), 1),
    };
  };
  const signInSomebody = async (browser, authorization) => {
    const person = await newPerson();
    const redemption = await person.signIn(browser, authorization);
    person.forget();
    return redemption;
  };
  return { issuer, newPerson, signInSomebody, close };
}

/** @returns the form that redeems the code */
async function signIn(browser, authorization, { username }, allow) {
  let page = await browser.open(authorization.url);
  for (let step = 0; step < MOST_PAGES && page.text !== ''; step += 1) {
    page = asksFor(page, 'username')
      ? await browser.press(page, 'username', username)
      : await browser.press(page, ...allow);
  }
  expect(page.text === '', `not back at the app but at ${page.url}`);
  return authorization.redemption(page.url);
}

function personOf(number) {
  const username = `person.${number}`;
  return {
    username,
    name: `Person ${number}`,
    given_name: 'Person',
    family_name: `Number ${number}`,
    email: `${username}@harbour.example`,
    oid: randomUUID(),
    employeeid: `B${number}`,
    groups: [],
    role: 'Somebody',
  };
}
