import { decidedScopes } from './decided-scopes.js';

const PART = 'patient/Observation.rs?category=laboratory';
const ASKED = ['openid', 'launch/imagingstudy', 'patient/Patient.rs', 'patient/Observation.rs'];

describe('after the decision of the person', () => {
  it('the allowed scopes and openid are granted; the other scopes are declined', () => {
    expect(decidedScopes(ASKED, ['patient/Patient.rs'], {})).toEqual({
      granted: ['openid', 'patient/Patient.rs'],
      declined: ['launch/imagingstudy', 'patient/Observation.rs'],
      narrower: [],
    });
  });

  it('a part replaces the whole scope', () => {
    expect(decidedScopes(ASKED, ['patient/Patient.rs', PART], {})).toEqual({
      granted: ['openid', 'patient/Patient.rs', PART],
      declined: ['launch/imagingstudy', 'patient/Observation.rs'],
      narrower: [PART],
    });
  });

  it('a scope for launch context is granted only when the launch has this context, ticked or not', () => {
    const context = { fhirContext: [{ reference: 'ImagingStudy/7' }] };
    expect(decidedScopes(ASKED, [], context).granted).toEqual(['openid', 'launch/imagingstudy']);
    expect(decidedScopes(ASKED, ['launch/imagingstudy'], {}).declined).toContain('launch/imagingstudy');
  });
});
