import { decidedScopes } from './decided-scopes.js';

const PART = 'patient/Observation.rs?category=laboratory';
const ASKED = ['openid', 'launch/imagingstudy', 'patient/Patient.rs', 'patient/Observation.rs'];

describe('once the person has decided', () => {
  it('what was allowed is granted, and what says who they are; the rest is declined', () => {
    expect(decidedScopes(ASKED, ['patient/Patient.rs'], {})).toEqual({
      granted: ['openid', 'patient/Patient.rs'],
      declined: ['launch/imagingstudy', 'patient/Observation.rs'],
      narrower: [],
    });
  });

  it('a part takes the place of the whole', () => {
    expect(decidedScopes(ASKED, ['patient/Patient.rs', PART], {})).toEqual({
      granted: ['openid', 'patient/Patient.rs', PART],
      declined: ['launch/imagingstudy', 'patient/Observation.rs'],
      narrower: [PART],
    });
  });

  it('context is granted where the launch has it, whatever was ticked', () => {
    const context = { fhirContext: [{ reference: 'ImagingStudy/7' }] };
    expect(decidedScopes(ASKED, [], context).granted).toEqual(['openid', 'launch/imagingstudy']);
    expect(decidedScopes(ASKED, ['launch/imagingstudy'], {}).declined).toContain('launch/imagingstudy');
  });
});
