import { proves } from '../../../test/support/proves.js';
import { consistentAnswer } from './consistent-answer.js';

const LAB =
  'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory';

describe('which of the ticked scopes are granted', () => {
  proves('TM-35');
  it.each<[string, string, string, string]>([
    [
      'all, when all are ticked',
      'patient/*.rs patient/Observation.rs',
      'patient/*.rs patient/Observation.rs',
      '',
    ],
    [
      'a scope that is declined in one spelling is declined in the other too',
      'patient/Observation.rs patient/Observation.read',
      'patient/Observation.read',
      'patient/Observation.read',
    ],
    [
      'a part in place of the whole scope, also when the other spelling is ticked',
      'patient/Observation.rs patient/Observation.read',
      `${LAB} patient/Observation.read`,
      'patient/Observation.read',
    ],
    [
      'no wildcard that contains a declined type',
      'patient/*.rs patient/Observation.rs patient/Patient.rs',
      'patient/*.rs patient/Patient.rs',
      'patient/*.rs',
    ],
    [
      'a part in place of a type, also when the wildcard is ticked',
      'patient/*.rs patient/Observation.rs',
      `patient/*.rs ${LAB}`,
      'patient/*.rs',
    ],
    [
      'no whole scope that contains a declined part',
      `patient/Observation.rs ${LAB}`,
      'patient/Observation.rs',
      'patient/Observation.rs',
    ],
    [
      'no scope that contains declined actions',
      'patient/Observation.rs patient/Observation.cruds',
      'patient/Observation.cruds',
      'patient/Observation.cruds',
    ],
    [
      'the types, when the wildcard is declined',
      'patient/*.rs patient/Observation.rs',
      'patient/Observation.rs',
      '',
    ],
    ['the part, when the whole scope is declined', `patient/Observation.rs ${LAB}`, LAB, ''],
    [
      'a scope with other actions than the declined one',
      'patient/Observation.rs patient/Observation.cu',
      'patient/Observation.cu',
      '',
    ],
    [
      'a scope of another level than the declined one',
      'patient/Observation.rs user/Observation.rs',
      'user/Observation.rs',
      '',
    ],
    ['a scope that is not clinical', 'openid patient/Observation.rs', 'openid', ''],
  ])('%s', (_what, asked, allowed, out) => {
    const stands = consistentAnswer(asked.split(' '), allowed.split(' '));
    expect(stands).toEqual(allowed.split(' ').filter((scope) => !out.split(' ').includes(scope)));
  });
});
