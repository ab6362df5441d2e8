import { proves } from '../../../test/support/proves.js';
import { decideContext } from './context-decision.js';

const nurse = { resourceType: 'Practitioner', resourceId: 'nurse' };
const emma = { resourceType: 'Patient', resourceId: 'emma' };
const mother = { resourceType: 'RelatedPerson', resourceId: 'mother' };
const needsPatient = true;

describe('the launch context, before anybody is asked', () => {
  it('is what the EHR says', () => {
    const context = { patient: 'noah', intent: 'review' };
    const ehrLaunch = { context, fhirUser: 'Practitioner/nurse' };
    expect(decideContext({ ehrLaunch, person: nurse, needsPatient })).toEqual({ context, complete: true });
  });

  it('without a patient is complete when none is needed', () => {
    const ehrLaunch = { context: { intent: 'order' } };
    expect(decideContext({ ehrLaunch, person: nurse, needsPatient: false })).toEqual({
      context: { intent: 'order' },
      complete: true,
    });
  });

  it('smart_2.2@164 without a patient asks for one when what the app wants needs one', () => {
    const ehrLaunch = { context: { intent: 'order' } };
    expect(decideContext({ ehrLaunch, person: nurse, needsPatient })).toEqual({
      context: { intent: 'order' },
      complete: false,
    });
    expect(decideContext({ person: nurse, needsPatient })).toEqual({ context: {}, complete: false });
  });

  it('of a patient is themself', () => {
    const themself = { context: { patient: 'emma', need_patient_banner: true }, complete: true };
    expect(decideContext({ person: emma, needsPatient })).toEqual(themself);
    expect(decideContext({ ehrLaunch: { context: {} }, person: emma, needsPatient })).toEqual(themself);
  });

  it('is what the EHR says to a relative whom it names', () => {
    const context = { patient: 'noah' };
    const ehrLaunch = { context, fhirUser: 'RelatedPerson/mother' };
    expect(decideContext({ ehrLaunch, person: mother, needsPatient })).toEqual({ context, complete: true });
  });

  it.each([
    ['a relative', mother, {}],
    ['a relative in a launch without a patient', mother, { ehrLaunch: { context: {} } }],
    ['a relative in a launch for that patient', mother, { ehrLaunch: { context: { patient: 'noah' } } }],
    ['a Person', { resourceType: 'Person', resourceId: 'p' }, {}],
  ])('of %s is the patient their own resource names', (_who, person, facts) => {
    const decision = decideContext({ person, ownPatient: { patient: 'noah' }, needsPatient, ...facts });
    expect(decision).toMatchObject({ context: { patient: 'noah' }, complete: true });
  });

  it.each([
    proves('TM-31', [
      'a relative in a launch for another patient than theirs',
      { person: mother, ownPatient: { patient: 'noah' }, ehrLaunch: { context: { patient: 'emma' } } },
    ]),
    proves('TM-31', [
      'a relative whom the launch names, for another patient than theirs',
      {
        person: mother,
        ownPatient: { patient: 'noah' },
        ehrLaunch: { context: { patient: 'emma' }, fhirUser: 'RelatedPerson/mother' },
      },
    ]),
    proves('TM-31', [
      'a relative whom the launch names, and whose relationship is over',
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
      'a launch for one person, and nobody is known',
      { ehrLaunch: { context: { patient: 'noah' }, fhirUser: 'Practitioner/doctor' } },
    ]),
    proves('TM-31', [
      'a patient in a launch for another patient',
      { ehrLaunch: { context: { patient: 'noah' } }, person: emma },
    ]),
    ['a relative', { person: mother }],
    proves('TM-31', [
      'a relative in a launch that names nobody',
      { ehrLaunch: { context: { patient: 'noah' } }, person: mother },
    ]),
    ['nobody known', {}],
    proves('TM-31', [
      'nobody known, in a launch for a patient',
      { ehrLaunch: { context: { patient: 'noah' } } },
    ]),
  ])('is refused to %s', (_what, facts) => {
    expect(decideContext({ needsPatient, ...facts })).toEqual({
      refused: { error: 'access_denied', error_description: expect.any(String) },
    });
  });
});
