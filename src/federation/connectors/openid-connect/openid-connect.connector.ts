import type { Clock } from '#src/clock/clock.js';
import type { IncomingMessage } from 'node:http';
import { newHandle } from '#src/crypto/handle.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import type { Egress } from '#src/http/outgoing/egress.js';
import { FederationError } from '../../errors.js';
import type { ExternalIdentity } from '../../external-identity.js';
import { responseIssuer } from '../../issuer-match.js';
import type { IdTokenVerifier, VerifiedIdToken } from './tokens/id-token-verifier.js';
import { counterpartOf } from '../../provider-counterpart.js';
import type { ProviderKeys } from './keys/provider-keys.js';
import type { ProviderMetadata, ProviderMetadataSource } from './metadata/provider-metadata.js';
import { providerRefusal } from './provider-refusal.js';
import type {
  CallbackParameters,
  Connector,
  Handoff,
  LoginMemo,
  LoginRequest,
  LogoutRequest,
  RevalidationResult,
} from '../connector.js';
import { classToAskFor, requestToSend } from './authorization-request.js';
import { endSessionAddress } from './end-session.js';
import { HardenedStrategy, type StrategyOptions } from './hardened-strategy.js';
import { joinedClaims } from './joined-claims.js';
import { type AskingClient, redeemCode, refreshUpstream, usableRefreshToken } from './token-request.js';
import { Userinfo } from './userinfo.js';

/**
 * Signs people in at an OpenID Connect identity provider, with the authorization code flow (OpenID Connect Core 3.1).
 */
export class OpenIdConnectConnector implements Connector {
  constructor(
    private readonly provider: IdentityProviderSettings,
    private readonly callbackUrl: string,
    private readonly metadata: ProviderMetadataSource,
    private readonly verifier: IdTokenVerifier,
    private readonly keys: ProviderKeys,
    private readonly egress: Egress,
    private readonly clock: Clock,
  ) {}

  /** How this server asks the identity provider as its client. */
  private get asClient(): AskingClient {
    return { egress: this.egress, provider: this.provider, clock: this.clock };
  }

  async beginLogin(request: LoginRequest): Promise<Handoff> {
    const metadata = await this.metadata.for(this.provider);
    const { redirectTo, memo } = await (this.provider.responseType === 'id_token'
      ? this.beginImplicit(request, metadata)
      : this.beginCode(request, metadata));
    return { redirectTo: await requestToSend(this.asClient, metadata, redirectTo), memo };
  }

  private async beginCode(request: LoginRequest, metadata: ProviderMetadata): Promise<Handoff> {
    const [nonce, codeVerifier] = [newHandle(), newHandle()];
    const strategy = this.strategy(metadata, {
      state: request.state,
      nonce,
      codeVerifier,
      uiLocales: request.uiLocales,
      ...classToAskFor(this.provider, metadata, request.acr),
      redeemer: { redeem: () => Promise.reject(new Error('there is no code to redeem yet')) },
    });
    const redirectTo = await new Promise<string>((resolve, reject) => {
      run(
        strategy,
        {},
        { redirect: resolve, error: reject },
        { prompt: request.prompt, loginHint: request.loginHint },
      );
    });
    return { redirectTo, memo: { nonce, codeVerifier, ...this.freshness(request) } };
  }

  async completeLogin(callback: CallbackParameters, memo: LoginMemo): Promise<ExternalIdentity> {
    const metadata = await this.metadata.for(this.provider);
    this.checkResponseIssuer(callback, metadata);
    if (callback.error !== undefined) {
      const { code, said, cancelled } = providerRefusal(callback.error, callback.error_description);
      const step = code === 'provider_denied' ? 'provider_denied' : 'callback';
      throw new FederationError({ code, step, detail: `error ${said}`, cancelled });
    }
    if (this.provider.responseType === 'id_token') {
      return toExternalIdentity(await this.verify(callback.id_token, metadata, memo), {}, this.provider);
    }
    if (!callback.code || callback.code.length > 4096) {
      throw new FederationError({
        code: 'response_not_trusted',
        step: 'callback',
        detail: 'the response has no usable code',
      });
    }
    const strategy = this.strategy(metadata, {
      state: callback.state ?? '',
      nonce: memo.nonce!,
      codeVerifier: memo.codeVerifier!,
      redeemer: { redeem: (code, redirectUri) => this.redeem(code, redirectUri, metadata, memo) },
    });
    const { verified, userinfo, refreshToken } = await new Promise<LibraryUser>((resolve, reject) => {
      run(
        strategy,
        { code: callback.code!, state: callback.state ?? '' },
        { success: resolve, error: reject, fail: reject },
      );
    }).catch((failure: unknown) => {
      throw asFederationError(failure);
    });
    return { ...toExternalIdentity(verified, userinfo, this.provider), refreshToken };
  }

  async askAgain(asked: { refreshToken: string; subject: string }): Promise<RevalidationResult> {
    const { token_endpoint: endpoint } = await this.metadata.for(this.provider);
    return refreshUpstream(this.asClient, endpoint, asked);
  }

  async logoutAddress(asked: LogoutRequest): Promise<string | undefined> {
    const { end_session_endpoint: endpoint } = await this.metadata.for(this.provider);
    return endpoint === undefined ? undefined : endSessionAddress(endpoint, this.provider.clientId, asked);
  }

  private async redeem(code: string, redirectUri: string, metadata: ProviderMetadata, memo: LoginMemo) {
    const response = await redeemCode(this.asClient, metadata.token_endpoint, {
      code,
      redirect_uri: redirectUri,
      code_verifier: memo.codeVerifier!,
    });
    const verified = await this.verify(response.id_token, metadata, memo, {
      accessToken: response.access_token,
      code,
    });
    const userinfo =
      this.provider.userinfo === 'never'
        ? {}
        : await new Userinfo(this.egress, this.keys, this.provider, metadata).read(
            response.access_token,
            verified.claims.sub!,
          );
    const refreshToken =
      this.provider.revalidateMinutes === undefined ? undefined : usableRefreshToken(response);
    return { response, claims: verified.claims, user: { verified, userinfo, refreshToken } };
  }

  /**
   * The implicit flow with form_post. There is no code, and the library is not used: the ID token itself comes back
   * through the browser.
   */
  private async beginImplicit(request: LoginRequest, metadata: ProviderMetadata): Promise<Handoff> {
    const { acrValues, claims } = classToAskFor(this.provider, metadata, request.acr);
    const nonce = newHandle();
    const url = new URL(metadata.authorization_endpoint);
    const parameters = {
      response_type: 'id_token',
      response_mode: 'form_post',
      client_id: this.provider.clientId,
      redirect_uri: this.callbackUrl,
      scope: this.provider.scope,
      state: request.state,
      nonce,
      prompt: request.prompt ?? this.provider.prompt,
      login_hint: request.loginHint,
      ui_locales: request.uiLocales,
      acr_values: acrValues,
      claims: claims && JSON.stringify(claims),
    };
    for (const [name, value] of Object.entries(parameters))
      if (value !== undefined) url.searchParams.set(name, value);
    return { redirectTo: url.href, memo: { nonce, ...this.freshness(request) } };
  }

  private async verify(
    idToken: unknown,
    metadata: ProviderMetadata,
    memo: LoginMemo,
    beside: { accessToken?: unknown; code?: string } = {},
  ): Promise<VerifiedIdToken> {
    if (typeof idToken !== 'string') {
      throw new FederationError({
        code: 'response_not_trusted',
        step: 'token_exchange',
        detail: 'the response has no ID token',
      });
    }
    return this.verifier.verify(idToken, {
      issuer: metadata.issuer,
      aliases: this.provider.issuerAliases,
      tenants: this.provider.tenants,
      clientId: this.provider.clientId,
      nonce: memo.nonce!,
      jwksUri: metadata.jwks_uri,
      keysFrom: counterpartOf(this.provider, metadata.jwks_uri),
      broughtBy: this.provider.responseType === 'id_token' ? 'anybody' : 'person',
      algorithms: this.provider.idTokenSigningAlgorithms,
      decryptionKeys: this.provider.idTokenDecryptionKey,
      requiredAcr: this.provider.requiredAcr,
      ...(memo.signedInAfter ? { signedInAfter: Number(memo.signedInAfter) } : {}),
      ...beside,
    });
  }

  /** When a new sign-in was asked for: the time before which the answer’s sign-in must not be. */
  private freshness(request: LoginRequest): LoginMemo {
    return request.prompt === 'login' ? { signedInAfter: String(this.clock.epoch()) } : {};
  }

  /** RFC 9207 section 2.4: the answer of another identity provider must not be taken for this one's (mix-up attack). */
  private checkResponseIssuer(callback: CallbackParameters, metadata: ProviderMetadata): void {
    const { issuer } = metadata;
    const { issuerAliases: aliases, tenants } = this.provider;
    const missing = callback.iss === undefined && metadata.authorization_response_iss_parameter_supported;
    if (
      missing ||
      (callback.iss !== undefined && responseIssuer(callback.iss, { issuer, aliases, tenants }) === undefined)
    ) {
      throw new FederationError({
        code: 'response_not_trusted',
        step: 'callback',
        detail: 'iss of the response is not this identity provider (RFC 9207)',
      });
    }
  }

  private strategy(
    metadata: ProviderMetadata,
    rest: Pick<StrategyOptions, 'state' | 'nonce' | 'codeVerifier' | 'redeemer'> & Partial<StrategyOptions>,
  ): HardenedStrategy {
    return new HardenedStrategy({
      issuer: metadata.issuer,
      authorizationURL: metadata.authorization_endpoint,
      tokenURL: metadata.token_endpoint,
      clientID: this.provider.clientId,
      callbackURL: this.callbackUrl,
      scope: this.provider.scope.split(' ').filter(Boolean),
      prompt: this.provider.prompt,
      clock: this.clock,
      ...rest,
    });
  }
}

/** What this server's redeemer found. The library passes it on as its user. */
interface LibraryUser {
  verified: VerifiedIdToken;
  userinfo: Record<string, unknown>;
  refreshToken?: string;
}

interface Outcomes {
  redirect?: (url: string) => void;
  success?: (user: LibraryUser) => void;
  fail?: (challenge: unknown) => void;
  error: (error: unknown) => void;
}

/** Runs a passport strategy without passport: it needs only the four outcomes. */
function run(
  strategy: HardenedStrategy,
  query: Record<string, string>,
  outcomes: Outcomes,
  options: { prompt?: string; loginHint?: string } = {},
): void {
  Object.assign(strategy, outcomes);
  strategy.authenticate({ query } as unknown as IncomingMessage as never, options);
}

function asFederationError(failure: unknown): FederationError {
  // The library wraps what the redeemer threw. It is unwrapped to keep the step that failed.
  const inner =
    (failure as { oauthError?: { redemption?: unknown } } | undefined)?.oauthError?.redemption ?? failure;
  if (inner instanceof FederationError) return inner;
  const detail = (inner as { message?: unknown } | undefined)?.message;
  return new FederationError({
    code: 'response_not_trusted',
    step: 'id_token_verify',
    detail: typeof detail === 'string' ? detail : 'the identity provider’s answer was refused',
    cause: inner,
  });
}

/**
 * Only the signed ID token says who the person is, in which session they are, and how strongly they signed in. The
 * userinfo endpoint does not.
 */
function toExternalIdentity(
  { claims, idToken }: VerifiedIdToken,
  userinfo: Record<string, unknown>,
  provider: IdentityProviderSettings,
): ExternalIdentity {
  return {
    idToken,
    sid:
      typeof claims.sid === 'string' && claims.sid !== '' && claims.sid.length <= 255
        ? claims.sid
        : undefined,
    issuer: claims.iss!,
    subject: claims.sub!,
    claims: joinedClaims(claims, userinfo, provider),
    acr: typeof claims.acr === 'string' ? claims.acr : undefined,
    amr:
      Array.isArray(claims.amr) && claims.amr.every((value) => typeof value === 'string')
        ? claims.amr
        : undefined,
    authTime: typeof claims.auth_time === 'number' ? claims.auth_time : undefined,
  };
}
