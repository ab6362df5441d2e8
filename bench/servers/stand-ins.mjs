import { startFhirServer } from 'wardkey-sandbox/fhir-server/fhir-server.js';
import { PERSON_NUMBER_SYSTEM } from 'wardkey-sandbox/people.js';
import { startPeople } from './people.mjs';

export const FHIR_SERVER_NAME = 'records';
const SCHEME = 'hospital';
const WARDKEY = { client_id: 'wardkey', client_secret: 'wardkey-at-the-provider' };

/** What Wardkey works with, in this process: identity provider and FHIR server of the sandbox, and their people. */
export async function startStandIns(wardkey) {
  const fhirServer = await startFhirServer({ authorizationServer: wardkey, name: FHIR_SERVER_NAME });
  const people = await startPeople({
    client: { ...WARDKEY, redirect_uris: [`${wardkey}/federation/${SCHEME}/signin`] },
    allow: ['decision', 'allow'],
    async settle(person) {
      await fhirServer.put(practitionerOf(person));
      // It notes every request; nobody reads that here.
      fhirServer.requests.length = 0;
    },
  });
  const identityProvider = {
    scheme: SCHEME,
    displayName: 'Hospital account',
    authority: people.issuer,
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
  };
  const close = async () => {
    await people.close();
    await fhirServer.close();
  };
  return { ...people, fhirBaseUrl: fhirServer.baseUrl, identityProvider, close };
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
