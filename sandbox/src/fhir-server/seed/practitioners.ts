import { type Practitioner } from '@medplum/fhirtypes';
import { PERSON_NUMBER_SYSTEM, personNamed } from '../../people.js';
import { hl7 } from './codes.js';
import { ORGANIZATION } from './organization.js';

interface Entry {
  id: string;
  username: string;
  gender: 'female' | 'male';
  qualification: Practitioner['qualification'];
}

const degree = (code: string, display: string): Practitioner['qualification'] => [
  { code: { ...hl7('v2-0360', code, display), text: display }, issuer: ORGANIZATION },
];
const nurse = degree('RN', 'Registered Nurse');
const physician = degree('MD', 'Doctor of Medicine');
const pharmacist: Practitioner['qualification'] = [
  { code: { text: 'Registered Pharmacist' }, issuer: ORGANIZATION },
];

/** Dr Rossi has two resources with the same number, as after a careless merge of the registers of two hospitals. */
const ENTRIES: Entry[] = [
  { id: 'maria-lindqvist', username: 'maria.lindqvist', gender: 'female', qualification: nurse },
  { id: 'james-okafor', username: 'james.okafor', gender: 'male', qualification: physician },
  { id: 'wei-chen', username: 'wei.chen', gender: 'male', qualification: pharmacist },
  { id: 'amara-diallo', username: 'amara.diallo', gender: 'female', qualification: physician },
  { id: 'sofia-rossi', username: 'sofia.rossi', gender: 'female', qualification: physician },
  { id: 'sofia-rossi-2', username: 'sofia.rossi', gender: 'female', qualification: physician },
];

/** The Practitioner resources of the hospital's people who have one. */
export const practitioners = (): Practitioner[] =>
  ENTRIES.map(({ id, username, gender, qualification }) => {
    const { name, family_name, given_name, email, employeeid } = personNamed(username);
    return {
      resourceType: 'Practitioner',
      id,
      active: true,
      identifier: [{ use: 'official', system: PERSON_NUMBER_SYSTEM, value: employeeid }],
      name: [
        {
          use: 'official',
          text: name,
          family: family_name,
          given: [given_name],
          ...(name.startsWith('Dr ') ? { prefix: ['Dr'] } : {}),
        },
      ],
      telecom: [{ system: 'email', value: email, use: 'work' }],
      gender,
      qualification,
    };
  });
