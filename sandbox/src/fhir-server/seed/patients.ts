import { type Patient } from '@medplum/fhirtypes';
import { PERSON_NUMBER_SYSTEM, personNamed } from '../../people.js';
import { hl7 } from './codes.js';
import { ORGANIZATION } from './organization.js';

/** The identifier system of the hospital's medical record numbers. */
export const MRN_SYSTEM = 'https://harbour.example/mrn';

const EMMA = 'emma-devries';

type Entry = [
  given: string,
  family: string,
  birthDate: string,
  gender: Patient['gender'],
  mrn: string,
  city: string,
];

const ENTRIES: Entry[] = [
  ['Noah', 'Jansen', '2024-03-12', 'male', '7104482', 'Rotterdam'],
  ['Ayla', 'Demir', '2025-06-02', 'female', '7119036', 'Schiedam'],
  ['Lucas', 'Moreau', '2019-09-21', 'male', '6871250', 'Delft'],
  ['Chloe', 'Nguyen', '2022-01-30', 'female', '6990174', 'Rotterdam'],
  ['Emma', 'de Vries', '1988-05-17', 'female', '5520981', 'Rotterdam'],
  ['Thomas', 'Andersson', '1956-11-03', 'male', '4410267', 'Vlaardingen'],
  ['Fatima', 'El Amrani', '1972-02-25', 'female', '4873310', 'Rotterdam'],
  ['Giuseppe', 'Conti', '1944-08-09', 'male', '3902815', 'Dordrecht'],
  ['Grace', "O'Sullivan", '1990-12-14', 'female', '5638842', 'Delft'],
  ['Mateusz', 'Kowalski', '1983-04-28', 'male', '5310097', 'Schiedam'],
  ['Priya', 'Raman', '1965-07-19', 'female', '4655213', 'Rotterdam'],
  ['Oluwaseun', 'Adeyemi', '2001-10-06', 'male', '6044719', 'Barendrecht'],
  ['Hannah', 'Fischer', '1979-03-23', 'female', '5127764', 'Gouda'],
  ['Alex', 'Taylor', '1998-06-11', 'other', '5981430', 'Rotterdam'],
];

/** The hospital's patients. Their ids are made of their names. */
export const patients = (): Patient[] =>
  ENTRIES.map(([given, family, birthDate, gender, mrn, city], index) => {
    const id = patientId(given, family);
    const isChild = birthDate > '2012';
    return {
      resourceType: 'Patient',
      id,
      active: true,
      identifier: [
        { use: 'usual', type: hl7('v2-0203', 'MR', 'Medical record number'), system: MRN_SYSTEM, value: mrn },
        ...numberOfSignIn(id),
      ],
      name: [{ use: 'official', text: `${given} ${family}`, family, given: [given] }],
      telecom: [
        { system: 'phone', value: `+31 6 555 0${101 + index}`, use: 'mobile' },
        ...(isChild ? [] : [{ system: 'email' as const, value: emailOf(id) }]),
      ],
      gender,
      birthDate,
      address: [{ use: 'home', city, country: 'NL' }],
      generalPractitioner: [
        isChild
          ? { reference: 'Practitioner/james-okafor', display: 'Dr James Okafor' }
          : { reference: 'Practitioner/amara-diallo', display: 'Dr Amara Diallo' },
      ],
      managingOrganization: ORGANIZATION,
    };
  });

const patientId = (given: string, family: string) =>
  `${given}-${family}`.toLowerCase().replace(/[^a-z-]/g, '');

const emailOf = (id: string) =>
  id === EMMA ? personNamed('emma.devries').email : `${id.replace('-', '.')}@mail.example`;

/** Emma de Vries signs in herself: her record carries the number that the hospital's directory has for her. */
function numberOfSignIn(id: string): NonNullable<Patient['identifier']> {
  if (id !== EMMA) return [];
  return [{ use: 'secondary', system: PERSON_NUMBER_SYSTEM, value: personNamed('emma.devries').employeeid }];
}
