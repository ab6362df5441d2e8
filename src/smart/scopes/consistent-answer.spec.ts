import { proves } from '../../../test/support/proves.js';
import { consistentAnswer } from './consistent-answer.js';

const LAB =
  'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory';

describe('what of an answer stands', () => {
  proves('TM-35');
  it.each<[string, string, string, string]>([
    [
      'all, when all is ticked',
      'patient/*.rs patient/Observation.rs',
      'patient/*.rs patient/Observation.rs',
      '',
    ],
    [
      'what is declined in one spelling, in the other too',
      'patient/Observation.rs patient/Observation.read',
      'patient/Observation.read',
      'patient/Observation.read',
    ],
    [
      'a part in place of the whole, whatever its other spelling says',
      'patient/Observation.rs patient/Observation.read',
      `${LAB} patient/Observation.read`,
      'patient/Observation.read',
    ],
    [
      'a type that is declined is in no wildcard',
      'patient/*.rs patient/Observation.rs patient/Patient.rs',
      'patient/*.rs patient/Patient.rs',
      'patient/*.rs',
    ],
    [
      'a part in place of a type, whatever the wildcard says',
      'patient/*.rs patient/Observation.rs',
      `patient/*.rs ${LAB}`,
      'patient/*.rs',
    ],
    [
      'a part that is declined is not in the whole',
      `patient/Observation.rs ${LAB}`,
      'patient/Observation.rs',
      'patient/Observation.rs',
    ],
    [
      'some of the actions',
      'patient/Observation.rs patient/Observation.cruds',
      'patient/Observation.cruds',
      'patient/Observation.cruds',
    ],
    [
      'a wildcard that is declined leaves the types',
      'patient/*.rs patient/Observation.rs',
      'patient/Observation.rs',
      '',
    ],
    ['a whole that is declined leaves its part', `patient/Observation.rs ${LAB}`, LAB, ''],
    [
      'other actions are something else',
      'patient/Observation.rs patient/Observation.cu',
      'patient/Observation.cu',
      '',
    ],
    [
      'another level is something else',
      'patient/Observation.rs user/Observation.rs',
      'user/Observation.rs',
      '',
    ],
    ['what is no clinical scope stays', 'openid patient/Observation.rs', 'openid', ''],
  ])('%s', (_what, asked, allowed, out) => {
    const stands = consistentAnswer(asked.split(' '), allowed.split(' '));
    expect(stands).toEqual(allowed.split(' ').filter((scope) => !out.split(' ').includes(scope)));
  });
});
