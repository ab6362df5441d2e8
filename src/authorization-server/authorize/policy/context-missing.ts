import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import type { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { needsPatient } from '#src/smart/scopes/known-scopes.js';
import { parametersOf, requestedResource } from '../../engine/context.js';

const { Check } = interactionPolicy;

/** What one step leaves for the next in the interaction, beside the engine’s own results. */
interface InteractionResults {
  launch_context?: { patient?: string };
}

/**
 * Asks for the launch context when the app was launched by the EHR, or when its scopes mean nothing without a patient.
 */
export function contextMissing(fhirServers: FhirServers) {
  return new Check('context_missing', 'the launch context is not known yet', (ctx) => {
    const { result, resourceServers } = (ctx as KoaContextWithOIDC).oidc;
    if (!fhirServers.at(requestedResource(ctx as KoaContextWithOIDC) ?? '')) return Check.NO_NEED_TO_PROMPT;
    if ((result as InteractionResults | undefined)?.launch_context) return Check.NO_NEED_TO_PROMPT;
    const launched = parametersOf(ctx as KoaContextWithOIDC).launch !== undefined;
    const permitted = Object.values(resourceServers ?? {}).flatMap((server) => [...server.scopes]);
    return launched || needsPatient(permitted);
  });
}
