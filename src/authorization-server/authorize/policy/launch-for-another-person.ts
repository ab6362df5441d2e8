import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import type { FhirServers } from '#src/fhir-client/fhir-servers.js';
import type { EhrLaunchStore } from '#src/smart/launch/ehr-launch.store.js';
import { parametersOf, requestedResource } from '../../engine/context.js';
import type { EngineAccounts } from '../../engine/engine-accounts.js';

const { Check } = interactionPolicy;

export const LAUNCH_FOR_ANOTHER_PERSON = 'launch_for_somebody_else';

/**
 * Asks for a new sign-in on a shared workstation: the EHR opens the app for one person while another is still signed in
 * here.
 */
export function launchForAnotherPerson(
  fhirServers: FhirServers,
  launches: EhrLaunchStore,
  accounts: EngineAccounts,
) {
  return new Check(LAUNCH_FOR_ANOTHER_PERSON, 'the launch is for another person', async (ctx) => {
    const { session, result } = (ctx as KoaContextWithOIDC).oidc;
    const { launch } = parametersOf(ctx as KoaContextWithOIDC);
    const server = fhirServers.at(requestedResource(ctx as KoaContextWithOIDC) ?? '');
    if (launch === undefined || !server || !session?.accountId || result?.login)
      return Check.NO_NEED_TO_PROMPT;
    const person = await launches.personOf(launch);
    if (person === undefined) return Check.NO_NEED_TO_PROMPT;
    const known = await accounts.fhirUserOfSession(session, server.name);
    return !known || person !== `${known.resourceType}/${known.resourceId}`;
  });
}
