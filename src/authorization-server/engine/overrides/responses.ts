import type Provider from 'oidc-provider';
import { acrValuesInDiscovery } from '../../authorize/acr-values.js';
import { offlineAccessNeedsNoPrompt } from '../../authorize/offline-access.js';
import { busyAnswers, failedProofsAreBraked } from '../../front-door/brakes.js';
import { noteClientSession } from '../../logout/queued-sign-outs.js';
import { signOutAsksOnce, signOutEndsGrants, staysSignedIn } from '../../logout/sign-out.js';
import { bindSignIn } from '../../session/bind-sign-in.js';
import { smartTokenResponse } from '../../token/smart-token-response.js';
import { answersAsJson, preciseTokenErrors } from '../../token/token-errors.js';
import { addressesFromIssuer } from '../addresses-from-issuer.js';
import { documentsMayBeKept } from '../documents-may-be-kept.js';
import type { EngineParts } from '../engine-parts.js';
import { ownFormPage } from '../form-page.js';

/**
 * Middlewares around the whole engine (`provider.use`, a public hook), from the outermost to the innermost. Each
 * changes what the engine is asked, or completes its answer. Where the engine has its own hook for an answer, the
 * configuration uses that instead.
 */
export function overrideResponses(provider: Provider, parts: EngineParts): void {
  const { settings, pages, signIns, relyingParties } = parts;

  // What the engine is asked.
  provider.use(addressesFromIssuer(settings.issuer));
  // The public documents: keys and discovery.
  provider.use(documentsMayBeKept);
  provider.use(acrValuesInDiscovery(parts.providers));
  // The authorization endpoint.
  provider.use(ownFormPage(pages));
  provider.use(offlineAccessNeedsNoPrompt);
  // The token endpoint, and the other endpoints where clients authenticate.
  provider.use(smartTokenResponse(parts.fhirServers));
  provider.use(answersAsJson);
  provider.use(busyAnswers);
  provider.use(failedProofsAreBraked(settings.limits));
  provider.use(parts.refusals.giveReference);
  provider.use(preciseTokenErrors);
  // Sessions: their beginning and their end.
  provider.use(staysSignedIn);
  provider.use(signOutAsksOnce(settings.issuer));
  provider.use(parts.requestTrail.leave);
  provider.use(parts.signOut.toProvider);
  provider.use(bindSignIn(signIns, parts.endings, settings.tokens.sessionHours * 3600));
  provider.use(signOutEndsGrants(parts.endings));
  provider.use(noteClientSession(relyingParties));
}
