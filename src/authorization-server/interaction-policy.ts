import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import { AccountStore } from '#src/accounts/account.store.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { needsPatient } from '#src/smart/scopes/known-scopes.js';
import { requestedResource, smartParameters } from './engine-context.js';

const { Check, Prompt, base } = interactionPolicy;

/** The name of our own step between login and consent. */
export const LAUNCH_CONTEXT_PROMPT = 'launch_context';

/** What the steps leave in the interaction for one another, beside the engine’s own results. */
export interface InteractionResults {
  launch_context?: { patient?: string };
}

/**
 * What a person is asked, in which order: sign in, launch context, consent. The policy alone decides what is next; no
 * step sends the browser to another.
 */
export function smartInteractionPolicy(accounts: AccountStore, fhirServers: FhirServers) {
  const policy = base();

  const login = policy.get('login')!;
  login.checks.add(
    new Check('account_not_usable', 'the account cannot be used any more', 'login_required', (ctx) => {
      const { oidc } = ctx as KoaContextWithOIDC;
      return oidc.session?.accountId !== undefined && oidc.account === undefined;
    }),
  );
  login.checks.add(
    // Somebody signed in for one FHIR server may be unknown on the next: who they are there is found at sign-in.
    new Check(
      'fhir_user_unknown',
      'the person is not known on this FHIR server yet',
      'login_required',
      async (ctx) => {
        const { oidc } = ctx as KoaContextWithOIDC;
        const resource = requestedResource(ctx as KoaContextWithOIDC);
        const accountId = oidc.session?.accountId;
        if (!resource || !accountId || oidc.result?.login) return Check.NO_NEED_TO_PROMPT;
        const server = fhirServers.at(resource);
        return server !== undefined && (await accounts.fhirUserOf(accountId, server.name)) === undefined;
      },
    ),
  );

  policy.add(
    new Prompt(
      { name: LAUNCH_CONTEXT_PROMPT, requestable: false },
      new Check('context_missing', 'the launch context is not known yet', (ctx) => {
        const { oidc } = ctx as KoaContextWithOIDC;
        if (!requestedResource(ctx as KoaContextWithOIDC)) return Check.NO_NEED_TO_PROMPT;
        const result = oidc.result as InteractionResults | undefined;
        if (result?.launch_context) return Check.NO_NEED_TO_PROMPT;
        const launched = smartParameters(ctx as KoaContextWithOIDC).launch !== undefined;
        const permitted = Object.values(oidc.resourceServers ?? {}).flatMap((server) => [...server.scopes]);
        return launched || needsPatient(permitted);
      }),
    ),
    1,
  );
  return policy;
}
