import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import { AccountStore } from '#src/accounts/account.store.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { EhrLaunchStore } from '#src/smart/launch/ehr-launch.store.js';
import { FederatedSessionStore } from '#src/federation/federated-session.store.js';
import { isPermitted } from '#src/federation/permitted-providers.js';
import { isByPassword } from '#src/sign-in/password-sessions.js';
import { needsPatient } from '#src/smart/scopes/known-scopes.js';
import { requestedResource, smartParameters } from './engine-context.js';

const { Check, Prompt, base } = interactionPolicy;

/** The name of our own step between login and consent. */
export const LAUNCH_CONTEXT_PROMPT = 'launch_context';

/** Why somebody who is signed in is asked to sign in. */
export const LAUNCH_FOR_SOMEBODY_ELSE = 'launch_for_somebody_else';

/** What the steps leave in the interaction for one another, beside the engine’s own results. */
export interface InteractionResults {
  launch_context?: { patient?: string };
}

/**
 * What a person is asked, in which order: sign in, launch context, consent. The policy alone decides what is next; no
 * step sends the browser to another.
 */
export function smartInteractionPolicy({
  accounts,
  fhirServers,
  launches,
  federatedSessions,
}: {
  accounts: AccountStore;
  fhirServers: FhirServers;
  launches: EhrLaunchStore;
  federatedSessions: FederatedSessionStore;
}) {
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

  login.checks.add(
    // A shared workstation: the EHR opens the app for one person while another is still signed in here.
    new Check(LAUNCH_FOR_SOMEBODY_ELSE, 'the launch is for another person', async (ctx) => {
      const { oidc } = ctx as KoaContextWithOIDC;
      const { launch } = smartParameters(ctx as KoaContextWithOIDC);
      const server = fhirServers.at(requestedResource(ctx as KoaContextWithOIDC) ?? '');
      const accountId = oidc.session?.accountId;
      if (launch === undefined || !server || !accountId || oidc.result?.login) return Check.NO_NEED_TO_PROMPT;
      const person = await launches.personOf(launch);
      if (person === undefined) return Check.NO_NEED_TO_PROMPT;
      const known = await accounts.fhirUserOf(accountId, server.name);
      return !known || person !== `${known.resourceType}/${known.resourceId}`;
    }),
  );

  login.checks.add(
    // A client for the people of some providers only: whoever is signed in by another way has to come by one of those.
    new Check(
      'provider_not_permitted',
      'the session was made by another identity provider',
      'login_required',
      async (ctx) => {
        const { oidc } = ctx as KoaContextWithOIDC;
        const permitted = oidc.client?.identity_providers as string[] | undefined;
        const { accountId, uid, amr } = oidc.session ?? {};
        if (!permitted || !accountId || oidc.result?.login) return Check.NO_NEED_TO_PROMPT;
        // Passwords are for `localLogin` to permit; where it does not, the session has no account here.
        if (isByPassword(amr)) return Check.NO_NEED_TO_PROMPT;
        const cameBy = await federatedSessions.ofSession(uid!);
        return !cameBy.some((one) => one.accountId === accountId && isPermitted(one.scheme, permitted));
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
