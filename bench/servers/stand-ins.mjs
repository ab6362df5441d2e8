import { randomUUID } from 'node:crypto';
import { startFhirServer } from 'wardkey-sandbox/fhir-server/fhir-server.js';
import { startIdentityProvider } from 'wardkey-sandbox/identity-provider/identity-provider.js';
import { PERSON_NUMBER_SYSTEM } from 'wardkey-sandbox/people.js';
import { asksFor } from '../load/forms.mjs';
import { expect } from '../load/connections.mjs';

export const FHIR_SERVER_NAME = 'records';
const SCHEME = 'hospital';
const WARDKEY = { client_id: 'wardkey', client_secret: 'wardkey-at-the-provider' };
const MOST_PAGES = 4;

/** The identity provider and the FHIR server of the sandbox, in this process, with as many people as are wanted. */
export async function startStandIns(wardkey) {
  // The sign-in page shows everybody, so only those who sign in at the moment are here.
  const people = [];
  const identityProvider = await startIdentityProvider({
    people,
    clients: [{ ...WARDKEY, redirect_uris: [`${wardkey}/federation/${SCHEME}/signin`] }],
  });
  const fhirServer = await startFhirServer({ authorizationServer: wardkey, name: FHIR_SERVER_NAME });
  let count = 0;
  return {
    fhirBaseUrl: fhirServer.baseUrl,
    identityProvider: {
      scheme: SCHEME,
      displayName: 'Hospital account',
      authority: identityProvider.issuer,
      clientId: WARDKEY.client_id,
      clientSecret: WARDKEY.client_secret,
      allowAutoProvision: true,
      fhirUserLookupClaimsMapping: [
        {
          searchParameterName: 'identifier',
          searchParameterValueTemplate: `${PERSON_NUMBER_SYSTEM}|{0}`,
          copySearchParameterValuesFromClaims: ['employeeid'],
        },
      ],
    },
    /** Somebody nobody has seen yet, with a Practitioner. */
    async newPerson() {
      const person = personOf((count += 1));
      await fhirServer.put(practitionerOf(person));
      // Whoever looked on does not keep what passed.
      fhirServer.requests.length = 0;
      people.push(person);
      return {
        signIn: (browser, authorization) => signIn(browser, authorization, person),
        forget: () => people.splice(people.indexOf(person), 1),
      };
    },
    async close() {
      await identityProvider.close();
      await fhirServer.close();
    },
  };
}

/** @returns the form that redeems the code */
async function signIn(browser, authorization, { username }) {
  let page = await browser.open(authorization.url);
  for (let step = 0; step < MOST_PAGES && page.text !== ''; step += 1) {
    page = asksFor(page, 'username')
      ? await browser.press(page, 'username', username)
      : await browser.press(page, 'decision', 'allow');
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

function practitionerOf({ username, name, employeeid }) {
  return {
    resourceType: 'Practitioner',
    id: username.replace('.', '-'),
    active: true,
    identifier: [{ system: PERSON_NUMBER_SYSTEM, value: employeeid }],
    name: [{ text: name }],
  };
}
