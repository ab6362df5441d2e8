import { answerFromBefore } from './answer-from-before.js';
import { partsOf } from './categories.js';

const OBSERVATION = 'patient/Observation.rs';
const [PART] = partsOf(OBSERVATION).map(({ scope }) => scope);

describe('answerFromBefore', () => {
  const former = {
    asked: ['openid', 'claim:email', 'offline_access', OBSERVATION, 'patient/Condition.rs'],
    allowed: ['patient/Condition.rs'],
  };

  it.each<[string, string[], string[] | undefined]>([
    ['the same again', former.asked, ['patient/Condition.rs']],
    ['less than before', ['openid', 'patient/Condition.rs'], ['patient/Condition.rs']],
    ['only what was declined', [OBSERVATION], []],
    ['only who somebody is', ['openid'], []],
    ['another scope as well', ['openid', 'patient/Patient.rs'], undefined],
    ['a wider scope', ['patient/*.rs'], undefined],
    ['another claim', ['openid', 'claim:name'], undefined],
  ])('%s', (_what, asked, answer) => {
    expect(answerFromBefore(asked, former, true)).toEqual(answer);
  });

  it('offline access is asked about when it is new', () => {
    const online = { asked: ['openid', OBSERVATION], allowed: [OBSERVATION] };
    expect(answerFromBefore(['openid', OBSERVATION, 'offline_access'], online, true)).toBeUndefined();
  });

  it('a part stays a part, where the FHIR server still obeys parts', () => {
    const inPart = { asked: [OBSERVATION], allowed: [PART!] };
    expect(answerFromBefore([OBSERVATION], inPart, true)).toEqual([PART]);
    expect(answerFromBefore([OBSERVATION], inPart, false)).toBeUndefined();
  });
});
