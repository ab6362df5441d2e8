import { decodeJwt } from 'jose';
import { errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { EhrLaunchStore } from '#src/smart/launch/ehr-launch.store.js';
import { isPermitted } from '#src/federation/permitted-providers.js';
import { needsPatient } from '#src/smart/scopes/known-scopes.js';
import type { EngineAccounts } from '../../engine/engine-accounts.js';
import { classAskedByClaims } from '../claims-parameter.js';
import { requestedResource, smartParameters } from '../../engine/context.js';
import { ACCOUNT_PAGE_CLIENT_ID } from '../../storage/own-clients.js';

const { Check, Prompt, base } = interactionPolicy;

/** The name of our own step between login and consent. */
export const LAUNCH_CONTEXT_PROMPT = 'launch_context';

/** The app asks that the person chooses the account to come in with (OpenID Connect Core 3.1.2.1). */
export const SELECT_ACCOUNT_PROMPT = 'select_account';

/** Why somebody who is signed in is asked to sign in. */
export const LAUNCH_FOR_SOMEBODY_ELSE = 'launch_for_somebody_else';
const MAX_AGE_ZERO = 'max_age_zero';

/** Reasons for a sign-in that a provider must not answer with a session it still has. */
export const NEEDS_NEW_SIGN_IN: readonly string[] = [
  LAUNCH_FOR_SOMEBODY_ELSE,
  MAX_AGE_ZERO,
  'max_age',
  'id_token_hint',
  'claims_id_token_sub_value',
  'essential_acr',
  'essential_acrs',
];

/** What the steps leave in the interaction for one another, beside the engine’s own results. */
export interface InteractionResults {
  launch_context?: { patient?: string };
}

/**
 * What a person is asked, in which order: sign in, launch context, consent. The policy alone decides what is next; no
 * step sends the browser to another.
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
        const accountId = oidc.session?.accountId;
        const isOurPage = oidc.client?.clientId === ACCOUNT_PAGE_CLIENT_ID;
        if (isOurPage || !accountId || oidc.result?.login) return Check.NO_NEED_TO_PROMPT;
        const resource = requestedResource(ctx as KoaContextWithOIDC);
        const server = fhirServers.meantBy(resource, oidc.client?.fhir_server);
        return (
          server !== undefined &&
          (await engineAccounts.fhirUserOfSession(oidc.session!, server.name)) === undefined
        );
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
      const known = await engineAccounts.fhirUserOfSession(oidc.session!, server.name);
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
        const permitted = oidc.client?.identity_providers;
        if (!permitted || !oidc.session?.accountId || oidc.result?.login) return Check.NO_NEED_TO_PROMPT;
        const cameBy = await engineAccounts.signInOf(oidc.session);
        // Passwords are for `localLogin` to permit; where it does not, the session has no account here.
        return cameBy !== undefined && cameBy.scheme !== null && !isPermitted(cameBy.scheme, permitted);
      },
    ),
  );

  login.checks.add(
    // OpenID Connect Core 3.1.2.1: zero asks for a new sign-in. The engine compares whole seconds, and would take one
    // of this very second for new.
    new Check(MAX_AGE_ZERO, 'a new sign-in is asked for', 'login_required', (ctx) => {
      const { oidc } = ctx as KoaContextWithOIDC;
      return Number(oidc.params?.max_age ?? NaN) === 0 && !oidc.result?.login;
    }),
  );
  login.checks.add(
    new Check(
      'not_as_asked_for',
      'the sign-in is not the one that was asked for',
      'login_required',
      (ctx) => {
        refuseOtherSignIn(ctx as KoaContextWithOIDC);
        return Check.NO_NEED_TO_PROMPT;
      },
    ),
  );

  policy.add(new Prompt({ name: SELECT_ACCOUNT_PROMPT, requestable: true }), 0);
  policy.add(
    new Prompt(
      { name: LAUNCH_CONTEXT_PROMPT, requestable: false },
      new Check('context_missing', 'the launch context is not known yet', (ctx) => {
        const { oidc } = ctx as KoaContextWithOIDC;
        if (!fhirServers.at(requestedResource(ctx as KoaContextWithOIDC) ?? ''))
          return Check.NO_NEED_TO_PROMPT;
        const result = oidc.result as InteractionResults | undefined;
        if (result?.launch_context) return Check.NO_NEED_TO_PROMPT;
        const launched = smartParameters(ctx as KoaContextWithOIDC).launch !== undefined;
        const permitted = Object.values(oidc.resourceServers ?? {}).flatMap((server) => [...server.scopes]);
        return launched || needsPatient(permitted);
      }),
    ),
    2,
  );
  return policy;
}

/**
 * Whoever has just signed in may not be who the app asked for, and would not be if asked once more: that is an answer to
 * the app, not a question to the person (OpenID Connect Core 3.1.2.1 on `id_token_hint`, 5.5.1 and 5.5.1.1 on `claims`).
 */
function refuseOtherSignIn({ oidc }: KoaContextWithOIDC): void {
  if (!oidc.result?.login) return;
  const { id_token: asked } = oidc.claims as {
    id_token?: { sub?: { value?: unknown } | null };
  };
  // Verified when the request came.
  const hint = oidc.params?.id_token_hint as string | undefined;
  const wanted = [hint === undefined ? undefined : decodeJwt(hint).sub, asked?.sub?.value];
  if (wanted.some((sub) => sub !== undefined && sub !== oidc.session?.accountId))
    throw new errors.LoginRequired('somebody else has signed in than was asked for');
  const demanded = classAskedByClaims(oidc.claims);
  if (demanded?.essential && !demanded.values.includes(oidc.session?.acr as string))
    throw new errors.UnmetAuthenticationRequirements('the sign-in was of another class than was asked for');
}
