import { answerFromBefore } from './answer-from-before.js';
import { partsOf } from './categories.js';

const OBSERVATION = 'patient/Observation.rs';
const [PART] = partsOf(OBSERVATION).map(({ scope }) => scope);

describe('the former answer of the person is used again', () => {
  const former = {
    asked: ['openid', 'claim:email', 'offline_access', OBSERVATION, 'patient/Condition.rs'],
    allowed: ['patient/Condition.rs'],
  };

  it.each<[string, string[], string[] | undefined]>([
    ['when the app asks for the same scopes', former.asked, ['patient/Condition.rs']],
    ['when the app asks for fewer scopes', ['openid', 'patient/Condition.rs'], ['patient/Condition.rs']],
    ['when the app asks only for a scope that was declined', [OBSERVATION], []],
    ['when the app asks only who the person is', ['openid'], []],
    ['but not when the app asks for another scope too', ['openid', 'patient/Patient.rs'], undefined],
    ['but not when the app asks for a wider scope', ['patient/*.rs'], undefined],
    ['but not when the app asks for another claim', ['openid', 'claim:name'], undefined],
  ])('%s', (_what, asked, answer) => {
    expect(answerFromBefore(asked, former, true)).toEqual(answer);
  });

  it('but not when the app asks for offline_access for the first time', () => {
    const online = { asked: ['openid', OBSERVATION], allowed: [OBSERVATION] };
    expect(answerFromBefore(['openid', OBSERVATION, 'offline_access'], online, true)).toBeUndefined();
  });

  it('for a part of a scope too, if the FHIR server still applies such parts', () => {
    const inPart = { asked: [OBSERVATION], allowed: [PART!] };
    expect(answerFromBefore([OBSERVATION], inPart, true)).toEqual([PART]);
    expect(answerFromBefore([OBSERVATION], inPart, false)).toBeUndefined();
  });
});
