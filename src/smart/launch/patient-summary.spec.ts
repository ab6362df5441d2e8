import { PATIENT_COLUMNS, PatientPickerSettings } from '#src/config/settings/patient-picker.settings.js';
import { proves } from '../../../test/support/proves.js';
import { summarise } from './patient-summary.js';

const MRN = 'https://harbour.example/mrn';
const BSN = 'urn:oid:2.16.840.1.113883.2.4.6.3';
const patient = {
  resourceType: 'Patient',
  id: 'noah',
  name: [{ use: 'official', given: ['Noah'], family: 'Jansen' }],
  birthDate: '2024-03-12',
  gender: 'male',
  identifier: [
    { system: BSN, value: '123456782' },
    { system: MRN, value: '7104482', type: { coding: [{ code: 'MR' }] } },
    { system: MRN, value: '1', use: 'old' },
  ],
  address: [
    { use: 'old', city: 'Delft' },
    { line: ['Harbour Street 1'], postalCode: '3011', city: 'Rotterdam' },
  ],
  telecom: [
    { system: 'phone', use: 'old', value: '0' },
    { system: 'email', value: 'noah@mail.example' },
    { system: 'phone', value: '+31 6 555 0101' },
  ],
  generalPractitioner: [{ reference: 'Practitioner/1' }, { display: 'Dr James Okafor' }],
  managingOrganization: { display: 'Harbour General Hospital' },
  deceasedDateTime: '2026-02-01T10:00:00Z',
};
const shown = (resource: object, settings: Partial<PatientPickerSettings> = {}) =>
  summarise({ resourceType: 'Patient', ...resource }, Object.assign(new PatientPickerSettings(), settings));

describe('a patient on the pages', () => {
  it('has name, birth date, sex and medical record number by default', () => {
    expect(shown(patient)).toEqual({
      id: 'noah',
      name: 'Noah Jansen',
      birthDate: '2024-03-12',
      facts: [
        { kind: 'sex', value: 'male' },
        { kind: 'identifier', value: 'MRN 7104482' },
      ],
    });
  });

  it('always has name and birth date', () => {
    expect(shown(patient, { columns: [] })).toEqual({
      id: 'noah',
      name: 'Noah Jansen',
      birthDate: '2024-03-12',
      facts: [],
    });
  });

  it('has the facts in the order of the settings', () => {
    const columns = [...PATIENT_COLUMNS].reverse();
    expect(shown(patient, { columns }).facts).toEqual([
      { kind: 'deceased', value: '2026-02-01' },
      { kind: 'managingOrganization', value: 'Harbour General Hospital' },
      { kind: 'generalPractitioner', value: 'Dr James Okafor' },
      { kind: 'telephone', value: '+31 6 555 0101' },
      { kind: 'address', value: 'Harbour Street 1, 3011 Rotterdam' },
      { kind: 'identifier', value: 'MRN 7104482' },
      { kind: 'sex', value: 'male' },
    ]);
  });

  it('has the identifiers of the settings with their labels, and no others', () => {
    const identifiers = [
      { system: MRN, label: 'Hospital no.' },
      { system: 'https://elsewhere.example', label: 'Elsewhere' },
      { system: BSN, label: 'BSN' },
    ];
    expect(shown(patient, { columns: ['identifier'], identifiers }).facts).toEqual([
      { kind: 'identifier', value: 'Hospital no. 7104482' },
      { kind: 'identifier', value: 'BSN 123456782' },
    ]);
    expect(shown({ id: 'x', identifier: [{ value: '9' }] }, { identifiers }).facts).toEqual([]);
  });

  it.each([
    [{ deceasedBoolean: true }, [{ kind: 'deceased', value: '' }]],
    [{ deceasedBoolean: false }, []],
    [{ address: [{ text: 'On the quay' }] }, [{ kind: 'address', value: 'On the quay' }]],
    [{ address: [{ city: 'x'.repeat(999) }] }, [{ kind: 'address', value: 'x'.repeat(200) }]],
    [{ gender: 'M', address: 'Quay', telecom: [null, { system: 'phone', value: 7 }] }, []],
    [{ generalPractitioner: {}, managingOrganization: null, deceasedDateTime: 5, identifier: [{}] }, []],
  ])('%j shows the facts that can be read', (resource, facts) => {
    proves('BI-78');
    expect(shown({ id: 'x', ...resource }, { columns: [...PATIENT_COLUMNS] }).facts).toEqual(facts);
  });
});
