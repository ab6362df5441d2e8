import { personNamed } from '../people.js';
import { type Addresses } from './addresses.js';

const SHOWS: [username: string, shows: string][] = [
  ['maria.lindqvist', 'a nurse: her record is found by her staff number, she chooses any patient'],
  ['james.okafor', 'a physician: the same'],
  ['wei.chen', 'a pharmacist: the same'],
  ['amara.diallo', 'a physician whose hospital account already names her record'],
  ['emma.devries', 'a patient: sees only her own chart, and is never asked which'],
  ['robert.hale', 'is refused: the care system has no record of him'],
  ['sofia.rossi', 'is refused: two records carry her number, and nobody guesses'],
];

/** What the demo prints for a person when everything runs. */
export function invitation(addresses: Addresses, logFile: string): string {
  const names = SHOWS.map(([username, shows]) => ({ name: personNamed(username).name, shows }));
  const width = Math.max(...names.map(({ name }) => name.length));
  return `
  Everything runs. Open this in a browser:

      ${addresses.growthChart.url}

  and sign in as

${names.map(({ name, shows }) => `      ${name.padEnd(width)}   ${shows}`).join('\n')}

  There are no passwords. A browser stays signed in: use a private window to be someone else.

  Behind it:
      Wardkey             ${addresses.wardkey.url}
      Identity provider   ${addresses.identityProvider.url}
      FHIR server         ${addresses.fhirServer.url}
      Wardkey's log       ${logFile}

  Ctrl-C stops everything.
`;
}
