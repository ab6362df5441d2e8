/** The hospital's tenant at its identity provider (the `tid` claim). */
export const TENANT_ID = '3f8a1c52-7d0e-4b69-9a35-c1e2d40b7f16';

/** The identifier system under which Practitioner and Patient resources carry a person's staff or patient number. */
export const PERSON_NUMBER_SYSTEM = 'https://harbour.example/person-number';

/** The name of the hospital that the whole sandbox stands for. */
export const HOSPITAL_NAME = 'Harbour General Hospital';

/** Security groups of the hospital directory: some arrive as object ids, some by name. */
export const GROUPS = {
  clinicians: '6f1c8d0e-2b47-4e93-8c51-0a7de9b3f624',
  nurses: 'Nurses',
  physicians: 'Physicians',
  pharmacists: 'Pharmacists',
  patients: 'b27e4f90-65a1-4d38-b0cc-93f815ea7d02',
  facilities: 'd90b63a7-1f58-4c2e-a6b4-58c7e3102f9d',
} as const;

/** Someone the hospital directory knows. */
export interface Person {
  /** What the sign-in page posts; also the local part of the e-mail address. */
  username: string;
  name: string;
  given_name: string;
  family_name: string;
  email: string;
  /** The directory's object id. */
  oid: string;
  /** Staff number, or patient number for a patient. */
  employeeid: string;
  /** Members of {@link GROUPS}. */
  groups: string[];
  /** The attribute of the directory extension, when the directory knows the FHIR resource of the person. */
  extnFhirUser?: string;
  /** What the sign-in page says about this person. */
  role: string;
}

const domain = 'harbour.example';

const person = (
  entry: Pick<Person, 'given_name' | 'family_name' | 'oid' | 'employeeid' | 'role' | 'extnFhirUser'> & {
    title?: string;
    groups: readonly string[];
  },
): Person => {
  const { title, groups, ...rest } = entry;
  const username = `${asciiWord(entry.given_name)}.${asciiWord(entry.family_name)}`;
  return {
    username,
    name: [title, entry.given_name, entry.family_name].filter(Boolean).join(' '),
    email: `${username}@${domain}`,
    groups: [...groups],
    ...rest,
  };
};

const asciiWord = (word: string) =>
  word
    .normalize('NFD')
    .replace(/[^a-zA-Z]/g, '')
    .toLowerCase();

/** The people who can sign in. Each is an example of one thing that an authorization server must do right. */
export const PEOPLE: readonly Person[] = [
  person({
    given_name: 'Maria',
    family_name: 'Lindqvist',
    oid: '0b6de9a1-5c3f-4a27-9e84-71f2c6d8b035',
    employeeid: 'S10234',
    groups: [GROUPS.clinicians, GROUPS.nurses],
    role: 'Nurse, paediatric ward',
  }),
  person({
    title: 'Dr',
    given_name: 'James',
    family_name: 'Okafor',
    oid: '84c7f215-e90b-4d6a-b3f1-2a58d07c9e46',
    employeeid: 'S10077',
    groups: [GROUPS.clinicians, GROUPS.physicians],
    role: 'Physician, paediatrics',
  }),
  person({
    given_name: 'Wei',
    family_name: 'Chen',
    oid: 'c51f8e3b-46d2-4b90-8a7e-f03962b5d1c8',
    employeeid: 'S10418',
    groups: [GROUPS.clinicians, GROUPS.pharmacists],
    role: 'Hospital pharmacist',
  }),
  person({
    title: 'Dr',
    given_name: 'Amara',
    family_name: 'Diallo',
    oid: '2e90a4d7-b8c1-4f53-96e2-d47b1c05f8a3',
    employeeid: 'S10152',
    groups: [GROUPS.clinicians, GROUPS.physicians],
    extnFhirUser: 'Practitioner/amara-diallo',
    role: 'Physician, cardiology (the directory names her FHIR resource)',
  }),
  person({
    given_name: 'Emma',
    family_name: 'de Vries',
    oid: '9d37c0f6-1e4a-4c85-a2b9-6f8053e7d41b',
    employeeid: 'P200481',
    groups: [GROUPS.patients],
    role: 'Patient',
  }),
  person({
    given_name: 'Robert',
    family_name: 'Hale',
    oid: 'f4128b6c-93d5-4e07-b1a8-5c7e20f9d36a',
    employeeid: 'S20911',
    groups: [GROUPS.facilities],
    role: 'Facilities manager (has no FHIR resource)',
  }),
  person({
    title: 'Dr',
    given_name: 'Sofia',
    family_name: 'Rossi',
    oid: '67a5d1e8-0f9c-4b32-8d64-b9e3f72c105d',
    employeeid: 'S10369',
    groups: [GROUPS.clinicians, GROUPS.physicians],
    role: 'Physician, surgery (two Practitioners carry her number)',
  }),
];

/**
 * Finds a person by username.
 * @throws Error when no person has that username, so that a typing mistake in a test is seen at once
 */
export function personNamed(username: string, people: readonly Person[] = PEOPLE): Person {
  const found = people.find((candidate) => candidate.username === username);
  if (!found) throw new Error(`No sandbox person is called ${username}`);
  return found;
}
