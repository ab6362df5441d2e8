import { proves } from '../../../test/support/proves.js';
import { decideContext } from './context-decision.js';

const nurse = { resourceType: 'Practitioner', resourceId: 'nurse' };
const emma = { resourceType: 'Patient', resourceId: 'emma' };
const mother = { resourceType: 'RelatedPerson', resourceId: 'mother' };
const needsPatient = true;

describe('the launch context, before a page asks the person', () => {
  it('is the context that the EHR gave', () => {
    const context = { patient: 'noah', intent: 'review' };
    const ehrLaunch = { context, fhirUser: 'Practitioner/nurse' };
    expect(decideContext({ ehrLaunch, person: nurse, needsPatient })).toEqual({ context, complete: true });
  });

  it('is complete without a patient when none is needed', () => {
    const ehrLaunch = { context: { intent: 'order' } };
    expect(decideContext({ ehrLaunch, person: nurse, needsPatient: false })).toEqual({
      context: { intent: 'order' },
      complete: true,
    });
  });

  it('smart_2.2@164 without a patient is incomplete when the scopes of the app need one', () => {
    const ehrLaunch = { context: { intent: 'order' } };
    expect(decideContext({ ehrLaunch, person: nurse, needsPatient })).toEqual({
      context: { intent: 'order' },
      complete: false,
    });
    expect(decideContext({ person: nurse, needsPatient })).toEqual({ context: {}, complete: false });
  });

  it('of a patient is this patient', () => {
    const themself = { context: { patient: 'emma', need_patient_banner: true }, complete: true };
    expect(decideContext({ person: emma, needsPatient })).toEqual(themself);
    expect(decideContext({ ehrLaunch: { context: {} }, person: emma, needsPatient })).toEqual(themself);
  });

  it('is the context that the EHR gave when the EHR names this relative', () => {
    const context = { patient: 'noah' };
    const ehrLaunch = { context, fhirUser: 'RelatedPerson/mother' };
    expect(decideContext({ ehrLaunch, person: mother, needsPatient })).toEqual({ context, complete: true });
  });

  it.each([
    ['a relative', mother, {}],
    ['a relative in a launch without a patient', mother, { ehrLaunch: { context: {} } }],
    ['a relative in a launch for that patient', mother, { ehrLaunch: { context: { patient: 'noah' } } }],
    ['a Person', { resourceType: 'Person', resourceId: 'p' }, {}],
  ])('of %s is the patient whom the person’s resource names', (_who, person, facts) => {
    const decision = decideContext({ person, ownPatient: { patient: 'noah' }, needsPatient, ...facts });
    expect(decision).toMatchObject({ context: { patient: 'noah' }, complete: true });
  });

  it.each([
    proves('TM-31', [
      'a relative in a launch for another patient',
      { person: mother, ownPatient: { patient: 'noah' }, ehrLaunch: { context: { patient: 'emma' } } },
    ]),
    proves('TM-31', [
      'a relative whom the launch names, for another patient',
      {
        person: mother,
        ownPatient: { patient: 'noah' },
        ehrLaunch: { context: { patient: 'emma' }, fhirUser: 'RelatedPerson/mother' },
      },
    ]),
    proves('TM-31', [
      'a relative whom the launch names, but whose relationship is over',
      {
        person: mother,
        ownPatient: { problem: 'RelatedPerson/mother is not active' },
        ehrLaunch: { context: { patient: 'noah' }, fhirUser: 'RelatedPerson/mother' },
      },
    ]),
    ['a relative whose relationship is over', { person: mother, ownPatient: { problem: 'not active' } }],
    proves('TM-31', [
      'a launch for another person',
      { ehrLaunch: { context: { patient: 'noah' }, fhirUser: 'Practitioner/doctor' }, person: nurse },
    ]),
    proves('TM-31', [
      'a launch for one person, when the person is unknown',
      { ehrLaunch: { context: { patient: 'noah' }, fhirUser: 'Practitioner/doctor' } },
    ]),
    proves('TM-31', [
      'a patient in a launch for another patient',
      { ehrLaunch: { context: { patient: 'noah' } }, person: emma },
    ]),
    ['a relative', { person: mother }],
    proves('TM-31', [
      'a relative in a launch that names no person',
      { ehrLaunch: { context: { patient: 'noah' } }, person: mother },
    ]),
    ['an unknown person', {}],
    proves('TM-31', [
      'an unknown person in a launch for a patient',
      { ehrLaunch: { context: { patient: 'noah' } } },
    ]),
  ])('is refused to %s', (_what, facts) => {
    expect(decideContext({ needsPatient, ...facts })).toEqual({
      refused: { error: 'access_denied', error_description: expect.any(String) },
    });
  });
});
