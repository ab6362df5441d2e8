import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { acrValuesInDiscovery } from '../../authorize/acr-values.js';
import { offlineAccessNeedsNoPrompt } from '../../authorize/offline-access.js';
import { busyAnswers, failedProofsAreBraked } from '../../front-door/brakes.js';
import { noteClientSession } from '../../logout/queued-sign-outs.js';
import { signOutAsksOnce, signOutEndsGrants, staysSignedIn } from '../../logout/sign-out.js';
import { bindSignIn } from '../../session/bind-sign-in.js';
import { smartTokenResponse } from '../../token/smart-token-response.js';
import { answersAsJson, preciseTokenErrors } from '../../token/token-errors.js';
import { engineRoute } from '../../front-door/engine-routes.js';
import { addressesFromIssuer } from '../addresses-from-issuer.js';
import type { Next } from '../context.js';
import { documentsMayBeKept } from '../documents-may-be-kept.js';
import type { EngineParts } from '../engine-parts.js';
import { ownFormPage } from '../form-page.js';
import { publishedKeys } from '../published-keys.js';

type Middleware = (ctx: KoaContextWithOIDC, next: Next) => Promise<void>;

/**
 * Middlewares around the whole engine (`provider.use`, a public hook), from the outermost to the innermost. Each
 * changes what the engine is asked, or completes its answer. Where the engine has its own hook for an answer, the
 * configuration uses that instead.
 */
export function overrideResponses(provider: Provider, parts: EngineParts): void {
  const { settings, pages, signIns, relyingParties, signingKeys, clock } = parts;
  addressesFromIssuer(provider);
  provider.use(busyAnswers);
  const forDocuments = inOrder(
    documentsMayBeKept,
    acrValuesInDiscovery(parts.providers, clock),
    publishedKeys(signingKeys),
  );
  // Where clients authenticate, and userinfo.
  const forPrograms = inOrder(
    smartTokenResponse(parts.fhirServers),
    answersAsJson,
    failedProofsAreBraked(settings.limits, clock),
    parts.refusals.giveReference,
    preciseTokenErrors,
  );
  // The authorization endpoint; the beginning and the end of sessions.
  const forBrowsers = inOrder(
    ownFormPage(pages),
    offlineAccessNeedsNoPrompt,
    staysSignedIn,
    signOutAsksOnce(settings.issuer),
    parts.requestTrail.leave,
    parts.signOut.toProvider,
    bindSignIn(signIns, parts.endings, settings.tokens.sessionHours * 3600, clock),
    signOutEndsGrants(parts.endings),
    noteClientSession(relyingParties),
  );
  provider.use((ctx: KoaContextWithOIDC, next: Next) => {
    const kind = engineRoute(ctx.path)?.kind;
    if (kind === 'document') return forDocuments(ctx, next);
    return kind === 'programs' ? forPrograms(ctx, next) : forBrowsers(ctx, next);
  });
}

/** One middleware that runs these, the first one outermost. */
function inOrder(...middlewares: Middleware[]): Middleware {
  return (ctx, next) =>
    middlewares.reduceRight<Next>((inner, middleware) => () => middleware(ctx, inner), next)();
}
