import { scopeInWords } from './scope-in-words.js';
import { proves } from '../../../test/support/proves.js';

describe('scopes in plain words', () => {
  it.each([
    ['patient/Condition.rs', 'Conditions', ['read', 'search'], 'patient'],
    ['patient/Condition.read', 'Conditions', ['read', 'search'], 'patient'],
    [
      'user/Observation.cruds',
      'Measurements and results',
      ['read', 'search', 'add', 'change', 'delete'],
      'everyone',
    ],
    ['patient/MedicationRequest.write', 'Medications', ['add', 'change', 'delete'], 'patient'],
    ['patient/ImagingStudy.r', 'Imaging study', ['read'], 'patient'],
    ['user/Patient.d', 'Name, birth date and contact details', ['delete'], 'everyone'],
    ['system/Patient.s', 'Name, birth date and contact details', ['search'], 'everyone'],
  ])('%s', (scope, title, access, reach) => {
    expect(scopeInWords(scope)).toMatchObject({ scope, title, access, reach, everything: false });
  });

  it('say when the scope is the whole record', () => {
    expect(scopeInWords('patient/*.rs')).toMatchObject({ title: 'The whole record', everything: true });
  });

  it.each([
    ['category=laboratory', 'Only laboratory results'],
    ['category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs', 'Only vital signs'],
    [
      'category=http://terminology.hl7.org/CodeSystem/observation-category%7Csurvey',
      'Only questionnaires and surveys',
    ],
    ['category=something-else', 'Only where category=something-else'],
    ['code=1234', 'Only where code=1234'],
  ])('say the limits of the scope: %s', (query, detail) => {
    expect(scopeInWords(`patient/Observation.rs?${query}`)!.detail).toBe(detail);
  });

  it.each([
    'category=http://x|laboratory,http://x|vital-signs',
    'category=laboratory,survey',
    'category:not=laboratory',
    'category=laboratory&_include=Observation:subject',
    'category=constructor',
    'category=toString',
  ])('never say less than what the app may do: %s', (query) => {
    proves('TM-35');
    expect(scopeInWords(`patient/Observation.rs?${query}`)!.detail).toBe(`Only where ${query}`);
  });

  it('name the parts that a person may allow instead', () => {
    const { parts } = scopeInWords('patient/Condition.read')!;
    expect(parts.map(({ words }) => words)).toEqual([
      'the problem list',
      'diagnoses of visits',
      'health concerns',
    ]);
    expect(parts[2]!.scope).toBe(
      'patient/Condition.rs?category=http://hl7.org/fhir/us/core/CodeSystem/condition-category|health-concern',
    );
    for (const { scope, words } of parts) expect(scopeInWords(scope)!.detail).toBe(`Only ${words}`);
  });

  it.each([
    'patient/*.rs',
    'patient/Patient.rs',
    'patient/Condition.rs?category=x',
    'patient/constructor.rs',
  ])('name no parts for %s', (scope) => {
    expect(scopeInWords(scope)?.parts ?? []).toEqual([]);
  });

  it.each(['openid', 'fhirUser', 'launch/patient', 'patient/Observation.dcurs', 'nonsense'])(
    'are not for %s',
    (scope) => {
      expect(scopeInWords(scope)).toBeUndefined();
    },
  );
});
