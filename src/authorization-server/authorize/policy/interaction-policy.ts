import { interactionPolicy } from 'oidc-provider';
import type { FhirServers } from '#src/fhir-client/fhir-servers.js';
import type { EhrLaunchStore } from '#src/smart/launch/ehr-launch.store.js';
import type { EngineAccounts } from '../../engine/engine-accounts.js';
import { accountNotUsable } from './account-not-usable.js';
import { contextMissing } from './context-missing.js';
import { fhirUserUnknown } from './fhir-user-unknown.js';
import { LAUNCH_FOR_ANOTHER_PERSON, launchForAnotherPerson } from './launch-for-another-person.js';
import { MAX_AGE_ZERO, maxAgeZero } from './max-age-zero.js';
import { notAsAskedFor } from './not-as-asked-for.js';
import { providerNotPermitted } from './provider-not-permitted.js';

const { Prompt, base } = interactionPolicy;

/** The name of this server’s own step between login and consent. */
export const LAUNCH_CONTEXT_PROMPT = 'launch_context';

/** The app demands that the person chooses the account to sign in with (OpenID Connect Core 3.1.2.1). */
export const SELECT_ACCOUNT_PROMPT = 'select_account';

/** Reasons for which an identity provider must ask for a new sign-in, and must not use a session that it still has. */
export const NEEDS_NEW_SIGN_IN: readonly string[] = [
  LAUNCH_FOR_ANOTHER_PERSON,
  MAX_AGE_ZERO,
  'max_age',
  'id_token_hint',
  'claims_id_token_sub_value',
  'essential_acr',
  'essential_acrs',
];

/**
 * What the person is asked, and in which order: choose an account, sign in, launch context, consent. The policy alone
 * decides which step is next; no step sends the browser to another. The checks of a step run in the order given here,
 * after the engine’s own.
 */
export function smartInteractionPolicy({
  fhirServers,
  launches,
  engineAccounts,
}: {
  fhirServers: FhirServers;
  launches: EhrLaunchStore;
  engineAccounts: EngineAccounts;
}) {
  const policy = base();
  const { checks } = policy.get('login')!;
  checks.add(accountNotUsable());
  checks.add(fhirUserUnknown(fhirServers, engineAccounts));
  checks.add(launchForAnotherPerson(fhirServers, launches, engineAccounts));
  checks.add(providerNotPermitted(engineAccounts));
  checks.add(maxAgeZero());
  checks.add(notAsAskedFor());
  policy.add(new Prompt({ name: SELECT_ACCOUNT_PROMPT, requestable: true }), 0);
  policy.add(new Prompt({ name: LAUNCH_CONTEXT_PROMPT, requestable: false }, contextMissing(fhirServers)), 2);
  return policy;
}
