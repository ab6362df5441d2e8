import type { IncomingMessage } from 'node:http';
import type { JWTPayload } from 'jose';
import { newHandle } from '#src/crypto/handle.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import type { Egress } from '#src/http/egress.js';
import { FederationError } from '../../errors.js';
import type { ExternalIdentity } from '../../external-identity.js';
import type { IdTokenVerifier } from '../../id-token-verifier.js';
import type { ProviderMetadata, ProviderMetadataSource } from '../../provider-metadata.js';
import type { CallbackParameters, Connector, Handoff, LoginMemo, LoginRequest } from '../connector.js';
import { HardenedStrategy, type StrategyOptions } from './hardened-strategy.js';
import { redeemCode } from './token-request.js';

/** Signs people in at an OpenID Connect provider with the authorization code flow (OpenID Connect Core 3.1). */
export class OpenIdConnectConnector implements Connector {
  constructor(
    private readonly provider: IdentityProviderSettings,
    private readonly callbackUrl: string,
    private readonly metadata: ProviderMetadataSource,
    private readonly verifier: IdTokenVerifier,
    private readonly egress: Egress,
  ) {}

  async beginLogin(request: LoginRequest): Promise<Handoff> {
    const codeVerifier = newHandle();
    const strategy = this.strategy(await this.metadata.for(this.provider), {
      state: request.state,
      codeVerifier,
      redeemer: { redeem: () => Promise.reject(new Error('nothing to redeem yet')) },
    });
    const redirectTo = await new Promise<string>((resolve, reject) => {
      run(strategy, {}, { redirect: resolve, error: reject }, { prompt: request.prompt });
    });
    return { redirectTo, memo: { nonce: strategy.sentNonce!, codeVerifier } };
  }

  async completeLogin(callback: CallbackParameters, memo: LoginMemo): Promise<ExternalIdentity> {
    const metadata = await this.metadata.for(this.provider);
    this.checkResponseIssuer(callback, metadata);
    if (callback.error !== undefined) {
      throw new FederationError({
        code: 'provider_denied',
        step: 'provider_denied',
        detail: `error ${callback.error.slice(0, 64)}`,
      });
    }
    if (!callback.code || callback.code.length > 4096) {
      throw new FederationError({
        code: 'response_not_trusted',
        step: 'callback',
        detail: 'no usable code in the response',
      });
    }
    const strategy = this.strategy(metadata, {
      state: callback.state ?? '',
      nonce: memo.nonce,
      codeVerifier: memo.codeVerifier!,
      redeemer: { redeem: (code, redirectUri) => this.redeem(code, redirectUri, metadata, memo) },
    });
    const claims = await new Promise<JWTPayload>((resolve, reject) => {
      run(
        strategy,
        { code: callback.code!, state: callback.state ?? '' },
        { success: resolve, error: reject, fail: reject },
      );
    }).catch((failure: unknown) => {
      throw asFederationError(failure);
    });
    return toExternalIdentity(claims);
  }

  private async redeem(code: string, redirectUri: string, metadata: ProviderMetadata, memo: LoginMemo) {
    const response = await redeemCode(this.egress, this.provider, metadata.token_endpoint, {
      code,
      redirect_uri: redirectUri,
      code_verifier: memo.codeVerifier!,
    });
    if (typeof response.id_token !== 'string') {
      throw new FederationError({
        code: 'response_not_trusted',
        step: 'token_exchange',
        detail: 'no ID token in the token response',
      });
    }
    const claims = await this.verifier.verify(response.id_token, {
      issuer: metadata.issuer,
      clientId: this.provider.clientId,
      nonce: memo.nonce!,
      jwksUri: metadata.jwks_uri,
      algorithms: this.provider.idTokenSigningAlgorithms,
    });
    return { response, claims };
  }

  /** RFC 9207 section 2.4: an answer of another provider must not be taken for this one's (mix-up). */
  private checkResponseIssuer(callback: CallbackParameters, metadata: ProviderMetadata): void {
    const missing = callback.iss === undefined && metadata.authorization_response_iss_parameter_supported;
    if (missing || (callback.iss !== undefined && callback.iss !== metadata.issuer)) {
      throw new FederationError({
        code: 'response_not_trusted',
        step: 'callback',
        detail: 'iss of the response is not this provider (RFC 9207)',
      });
    }
  }

  private strategy(
    metadata: ProviderMetadata,
    rest: Pick<StrategyOptions, 'state' | 'nonce' | 'codeVerifier' | 'redeemer'>,
  ): HardenedStrategy {
    return new HardenedStrategy({
      issuer: metadata.issuer,
      authorizationURL: metadata.authorization_endpoint,
      tokenURL: metadata.token_endpoint,
      clientID: this.provider.clientId,
      callbackURL: this.callbackUrl,
      scope: this.provider.scope.split(' ').filter(Boolean),
      ...rest,
    });
  }
}

interface Outcomes {
  redirect?: (url: string) => void;
  success?: (claims: JWTPayload) => void;
  fail?: (challenge: unknown) => void;
  error: (error: unknown) => void;
}

/** Runs a passport strategy without passport: the four outcomes are all it needs. */
function run(
  strategy: HardenedStrategy,
  query: Record<string, string>,
  outcomes: Outcomes,
  options: { prompt?: string } = {},
): void {
  Object.assign(strategy, outcomes);
  strategy.authenticate({ query } as unknown as IncomingMessage as never, options);
}

function asFederationError(failure: unknown): FederationError {
  // The library wraps what our redeemer threw; unwrap to keep the step that failed.
  const inner =
    (failure as { oauthError?: { redemption?: unknown } } | undefined)?.oauthError?.redemption ?? failure;
  if (inner instanceof FederationError) return inner;
  const detail = (inner as { message?: unknown } | undefined)?.message;
  return new FederationError({
    code: 'response_not_trusted',
    step: 'id_token_verify',
    detail: typeof detail === 'string' ? detail : 'the provider’s answer was refused',
    cause: inner,
  });
}

function toExternalIdentity(claims: JWTPayload): ExternalIdentity {
  return {
    issuer: claims.iss!,
    subject: claims.sub!,
    claims: { ...claims },
    acr: typeof claims.acr === 'string' ? claims.acr : undefined,
    amr:
      Array.isArray(claims.amr) && claims.amr.every((value) => typeof value === 'string')
        ? claims.amr
        : undefined,
    authTime: typeof claims.auth_time === 'number' ? claims.auth_time : undefined,
  };
}
