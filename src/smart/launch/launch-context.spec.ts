import { parseLaunchScope } from '../scopes/launch-scope.js';
import type { FhirContextItem } from '#src/access/granted-launch-context.js';
import { fhirContextProblem, holdsContext, inVersion20Form } from './launch-context.js';

describe('fhirContext', () => {
  it.each<[string, FhirContextItem]>([
    ['smart_2.2@179 smart_2.2@189 a reference without a role', { reference: 'ImagingStudy/1' }],
    ['smart_2.2@187 a role that the guide defines', { reference: 'ImagingStudy/1', role: 'launch' }],
    [
      'smart_2.2@181 smart_2.2@182 smart_2.2@184 smart_2.2@185 a canonical address with its version and type',
      { canonical: 'https://example.org/Questionnaire/1|2.0', type: 'Questionnaire' },
    ],
    [
      'smart_2.2@183 smart_2.2@184 smart_2.2@185 an identifier and its type',
      { identifier: { system: 'urn:x', value: '7' }, type: 'ServiceRequest' },
    ],
    [
      'smart_2.2@186 smart_2.2@188 smart_2.2@177 another person in a role that is an absolute URI',
      { reference: 'Patient/mother', role: 'https://example.org/role/mother' },
    ],
    ['smart_2.2@177 an earlier encounter', { reference: 'Encounter/before', role: 'urn:example:previous' }],
  ])('smart_2.2@178 an item may be %s', (_what, item) => {
    expect(fhirContextProblem(item)).toBeUndefined();
  });

  it.each<[string, FhirContextItem, RegExp]>([
    ['smart_2.2@178 an item without a resource', { type: 'ImagingStudy' }, /at least one of/],
    ['smart_2.2@188 a relative role', { reference: 'ImagingStudy/1', role: 'mother' }, /absolute URI/],
    ['smart_2.2@190 an empty role', { reference: 'ImagingStudy/1', role: '' }, /absolute URI/],
    ['smart_2.2@177 a patient without a role', { reference: 'Patient/1' }, /its own member \(patient\)/],
    [
      'smart_2.2@177 the encounter by identifier',
      { identifier: { value: '1' }, type: 'Encounter' },
      /its own member \(encounter\)/,
    ],
    ['smart_2.2@177 the patient as launch', { reference: 'Patient/1', role: 'launch' }, /other than launch/],
  ])('cannot be %s', (_what, item, problem) => {
    expect(fhirContextProblem(item)).toMatch(problem);
  });

  it('in the form of version 2.0 has only the plain references', () => {
    const fhirContext = [
      { reference: 'ImagingStudy/1' },
      { reference: 'Patient/mother', role: 'https://example.org/role/mother' },
      { canonical: 'https://example.org/Questionnaire/1' },
    ];
    expect(inVersion20Form({ patient: 'a', fhirContext })).toEqual({
      patient: 'a',
      fhirContext: ['ImagingStudy/1'],
    });
    expect(inVersion20Form({ patient: 'a', fhirContext: fhirContext.slice(1) })).toEqual({ patient: 'a' });
    expect(inVersion20Form({ patient: 'a' })).toEqual({ patient: 'a' });
  });
});

describe('a scope for launch context', () => {
  const fhirContext: FhirContextItem[] = [
    { reference: 'ImagingStudy/1' },
    { reference: 'List/1', role: 'urn:x:at-home' },
    { canonical: 'https://example.org/Questionnaire/1', type: 'Questionnaire' },
    { canonical: 'https://example.org/PlanDefinition/1' },
    { reference: 'Patient/mother', role: 'urn:x:mother' },
  ];

  it.each([
    ['launch/imagingstudy', true],
    ['launch/imagingstudy?role=launch', true],
    ['launch/imagingstudy?role=urn:x:at-home', false],
    ['launch/list', true],
    ['launch/list?role=urn:x:at-home', true],
    ['launch/list?role=urn:x:in-hospital', false],
    ['launch/list?role=launch', false],
    ['launch/questionnaire', true],
    ['launch/plandefinition', false],
    ['launch/patient?role=urn:x:mother', true],
    ['launch/goal', false],
  ])('smart_2.2@177 %s has its resource in the context: %s', (scope, expected) => {
    expect(holdsContext({ fhirContext }, parseLaunchScope(scope)!)).toBe(expected);
    expect(holdsContext({}, parseLaunchScope(scope)!)).toBe(false);
  });
});
