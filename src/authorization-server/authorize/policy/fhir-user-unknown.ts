import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import type { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { requestedResource } from '../../engine/context.js';
import type { EngineAccounts } from '../../engine/engine-accounts.js';
import { ACCOUNT_PAGE_CLIENT_ID, ADMIN_PAGE_CLIENT_ID } from '../../storage/own-clients.js';

const { Check } = interactionPolicy;

/**
 * Asks for a new sign-in when the person of the session is not known on this FHIR server. A session may be of a sign-in
 * for another FHIR server, and only a sign-in finds out who the person is on this one.
 */
export function fhirUserUnknown(fhirServers: FhirServers, accounts: EngineAccounts) {
  return new Check(
    'fhir_user_unknown',
    'the person is not known on this FHIR server yet',
    'login_required',
    async (ctx) => {
      const { client, session, result } = (ctx as KoaContextWithOIDC).oidc;
      const isOurPage = [ACCOUNT_PAGE_CLIENT_ID, ADMIN_PAGE_CLIENT_ID].includes(client?.clientId ?? '');
      if (isOurPage || !session?.accountId || result?.login) return Check.NO_NEED_TO_PROMPT;
      const server = fhirServers.meantBy(requestedResource(ctx as KoaContextWithOIDC), client?.fhir_server);
      return server !== undefined && (await accounts.fhirUserOfSession(session, server.name)) === undefined;
    },
  );
}
