import { PatientPickerSettings } from '#src/config/settings/patient-picker.settings.js';
import { searchesFor } from './patient-query.js';

const first = (query: string, settings: Partial<PatientPickerSettings> = {}) =>
  searchesFor(query, Object.assign(new PatientPickerSettings(), settings), 'en-GB', new Date())[0];
const MRN = { system: 'https://harbour.example/mrn', label: 'Hospital no.' };

describe('the text that a person types to search for a patient', () => {
  it.each([
    ['Anna Jansen', { name: ['Anna', 'Jansen'] }],
    ['Jansen, Anna', { name: ['Jansen', 'Anna'] }],
    ['jansen,anna', { name: ['jansen', 'anna'] }],
    ['  Jansen  ;  Anna  Maria ', { name: ['Jansen', 'Anna', 'Maria'] }],
    ['A. Jansen', { name: ['A', 'Jansen'] }],
    ["O'Sullivan", { name: "O'Sullivan" }],
    ['O’Sullivan', { name: "O’Sullivan,O'Sullivan" }],
    ['Emma de Vries', { name: ['Emma', 'de', 'Vries,de Vries'] }],
    ['de Vries, Emma', { name: ['de', 'Vries,de Vries', 'Emma'] }],
    ['van der Berg', { name: ['van', 'der,van der', 'Berg,der Berg,van der Berg'] }],
    ['Jansen 12/03/2024', { name: 'Jansen', birthdate: '2024-03-12' }],
    ['12 March 2024, Noah Jansen', { name: ['Noah', 'Jansen'], birthdate: '2024-03-12' }],
    ['Jan 12-03-1990', { name: 'Jan', birthdate: '1990-03-12' }],
    ['Jan 12–03–1990', { name: 'Jan', birthdate: '1990-03-12' }],
    ['Jansen 7104482', { name: 'Jansen', identifier: '7104482' }],
    ['7104482 12/03/2024', { identifier: '7104482', birthdate: '2024-03-12' }],
    ['Jansen 7104482 2024-03-12', { name: 'Jansen', identifier: '7104482', birthdate: '2024-03-12' }],
    ['1971', { identifier: '1971' }],
    ['20240312', { identifier: '20240312' }],
    ['MRN 7104482', { identifier: '7104482' }],
    ['mrn: 7104482', { identifier: '7104482' }],
    ['MRN-42', { identifier: 'MRN-42' }],
    ['710 4482', { identifier: '710 4482,7104482' }],
    ['31/02/2019', { identifier: '31/02/2019' }],
  ])('%j is searched as %j', (query, parameters) => {
    expect(first(query)).toEqual(parameters);
  });

  it('is searched in the identifiers of the settings, also by their labels', () => {
    expect(first('Jansen, hospital no. 710 4482', { identifiers: [MRN] })).toEqual({
      name: 'Jansen',
      identifier: 'https://harbour.example/mrn|710 4482,https://harbour.example/mrn|7104482',
    });
  });

  it('is searched only in the fields of the settings', () => {
    expect(first('Jansen 12/03/2024', { searchBy: ['birthDate'] })).toBeUndefined();
    expect(first('Jansen 12/03/2024', { searchBy: ['name'] })).toEqual({ name: ['Jansen', '12/03/2024'] });
    expect(first('2024-03-12', { searchBy: ['birthDate'] })).toEqual({ birthdate: '2024-03-12' });
  });

  it('stays one value of one parameter, with any characters in it', () => {
    expect(first('a$b|c Jan\\sen')).toEqual({ name: ['a\\$b\\|c', 'Jan\\\\sen'] });
  });
});
