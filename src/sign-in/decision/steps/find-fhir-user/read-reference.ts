import { FhirServerUnavailableError } from '#src/fhir-client/errors.js';
import { parseFhirUser } from '#src/fhir-user/fhir-user-reference.js';
import { outOfLimits } from '../../claims/searched-values.js';
import { noted, passed, refused, settingOf } from '../../trail.js';
import type { PasswordLookUps } from '../../look-ups.js';
import { answerOf } from './answer-of.js';
import type { FactsOnServer, SourceAnswer } from './facts.js';

const ABSENT = {
  claim: 'no claim is stored as fhirUser',
  account: 'no administrator has set a fhirUser for the account',
};

/**
 * Which resource does a value name? The value is the claim stored as `fhirUser`, or what an administrator wrote into
 * the account.
 */
export async function readReference(
  { source, value }: { source: 'claim' | 'account'; value: unknown },
  { fhirServer, provider }: Pick<FactsOnServer, 'fhirServer' | 'provider'>,
  { fhirUsers }: Pick<PasswordLookUps, 'fhirUsers'>,
): Promise<SourceAnswer> {
  const step = `fhirUser.${source}`;
  const about = source === 'claim' && provider ? settingOf(provider, 'userClaimsFromIdToken') : {};
  if (value === undefined) return { nothing: true, trail: [noted(step, ABSENT[source], about)] };
  const reference = parseFhirUser(value, fhirServer);
  if ('problem' in reference) {
    const trail = [refused(step, `the value is ${reference.problem}`, about)];
    return { refused: 'fhir_user_not_acceptable', trail };
  }
  const name = `${reference.resourceType}/${reference.id}`;
  if (source === 'claim' && provider && outOfLimits(name, provider)) {
    const trail = [refused(step, `this identity provider may not name ${name} (allowedValues)`, about)];
    return { refused: 'fhir_user_not_acceptable', trail };
  }
  // The person may have left since the value was written.
  const state = await answerOf(fhirUsers.state(reference));
  if (state instanceof FhirServerUnavailableError) return { unavailable: state, trail: [] };
  if (state === 'gone') {
    const trail = [refused(step, `${name} does not exist on the FHIR server`)];
    return { refused: 'fhir_user_gone', trail };
  }
  if (state === 'inactive')
    return { refused: 'fhir_user_inactive', trail: [refused(step, `${name} is no longer active`)] };
  return {
    facts: { fhirUser: { ...reference, source }, isConfirmed: true },
    trail: [passed(step, name)],
  };
}
