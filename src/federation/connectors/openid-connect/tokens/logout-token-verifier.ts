import { Clock } from '#src/clock/clock.js';
import { Injectable } from '@nestjs/common';
import type { JWTPayload } from 'jose';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { FederationError } from '../../../errors.js';
import { responseIssuer } from '../../../issuer-match.js';
import { counterpartOf } from '../../../provider-counterpart.js';
import { ProviderKeys } from '../keys/provider-keys.js';
import { ProviderMetadataSource } from '../metadata/provider-metadata.js';
import { isStrictJson } from './strict-json.js';
import { decryptToken, isEncrypted, UndecryptableError } from './token-decryption.js';

/**
 * The sign-out that an identity provider reports: of one of its sessions, of one person, or of one session of that
 * person.
 */
export interface UpstreamSignOut {
  issuer: string;
  /** The client id to which it was reported. An identity provider reports to each registration on its own. */
  clientId: string;
  subject?: string;
  sid?: string;
  /** The unique id of the report, and how long it must be remembered. This server acts on each report once. */
  jti: string;
  secondsLeft: number;
}

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const MAX_LENGTH = 16 * 1024;
const CLOCK_SKEW_SECONDS = 60;
/**
 * The specification asks for two minutes (section 2.4). A token is remembered until it expires, so the expiry needs a
 * limit.
 */
const LONGEST_LIFE_SECONDS = 24 * 3600;
/**
 * For a token without `exp`, which earlier drafts did not require: how long after `iat` it is accepted, and how long
 * its `jti` is remembered.
 */
const LIFE_WITHOUT_EXP_SECONDS = 300;

/** Verifies logout tokens as OpenID Connect Back-Channel Logout 1.0 section 2.6 says. */
@Injectable()
export class LogoutTokenVerifier {
  constructor(
    private readonly metadata: ProviderMetadataSource,
    private readonly keys: ProviderKeys,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws FederationError `response_not_trusted` with the check that failed, or `provider_unreachable` when the
   * identity provider's keys cannot be read.
   */
  async verify(logoutToken: string, provider: IdentityProviderSettings): Promise<UpstreamSignOut> {
    if (logoutToken.length > MAX_LENGTH) throw refuse('too long');
    const { issuer, jwks_uri: jwksUri } = await this.metadata.for(provider, 'anybody');
    const signed = await opened(logoutToken, provider);
    const payload = await this.payload(signed, provider, jwksUri);
    const { issuerAliases: aliases, tenants } = provider;
    const concrete = responseIssuer(String(payload.iss), { issuer, aliases, tenants });
    if (concrete === undefined) throw refuse('iss is not this identity provider');
    const now = this.clock.milliseconds() / 1000;
    checkLogoutClaims(payload, now);
    return {
      issuer: concrete,
      clientId: provider.clientId,
      subject: payload.sub,
      sid: payload.sid as string | undefined,
      jti: payload.jti!,
      secondsLeft: Math.ceil(payload.exp ?? payload.iat! + LIFE_WITHOUT_EXP_SECONDS) - Math.floor(now),
    };
  }

  private async payload(
    signed: string,
    provider: IdentityProviderSettings,
    jwksUri: string,
  ): Promise<JWTPayload> {
    try {
      const keys = this.keys.at(jwksUri, counterpartOf(provider, jwksUri));
      const options = {
        audience: provider.clientId,
        algorithms: provider.idTokenSigningAlgorithms,
        clockTolerance: CLOCK_SKEW_SECONDS,
        requiredClaims: ['iss', 'aud', 'iat', 'jti', 'events'],
      };
      const { payload, protectedHeader } = await keys.verify(signed, options, 'anybody');
      // The header `typ` is recommended, not required (section 2.4). But another type means another kind of token.
      const typ = protectedHeader.typ?.toLowerCase().replace(/^application\//, '');
      if (typ !== undefined && typ !== 'logout+jwt' && typ !== 'jwt')
        throw refuse('typ names another kind of token');
      if (signed.split('.', 2).some((part) => !isStrictJson(Buffer.from(part, 'base64url').toString())))
        throw refuse('a member occurs twice, or is nested too deep');
      return payload;
    } catch (cause) {
      if (cause instanceof FederationError) throw cause;
      throw refuse(cause instanceof Error ? cause.message : 'not valid', cause);
    }
  }
}

/** Logout tokens are encrypted like ID tokens, where the identity provider encrypts at all (section 2.4). */
async function opened(logoutToken: string, provider: IdentityProviderSettings): Promise<string> {
  if (!isEncrypted(logoutToken)) return logoutToken;
  try {
    return await decryptToken(logoutToken, provider.idTokenDecryptionKey);
  } catch (cause) {
    if (cause instanceof UndecryptableError) throw refuse(cause.message, cause);
    throw cause;
  }
}

/** Checks that this is a logout token, and not an ID token that is used as one (section 2.6, steps 4 to 7). */
function checkLogoutClaims(payload: JWTPayload, now: number): void {
  const { sub, sid, jti, iat, exp, nonce, events } = payload;
  if (nonce !== undefined) throw refuse('nonce is present, but must not be');
  if (typeof jti !== 'string' || jti === '' || jti.length > 255 || jti.includes('\0'))
    throw refuse('jti is not usable');
  // Fractions of a second are allowed (NumericDate, RFC 7519 section 2).
  if (!Number.isFinite(iat) || !(exp === undefined || Number.isFinite(exp)))
    throw refuse('iat and exp must be seconds since 1970');
  if (iat! > now + CLOCK_SKEW_SECONDS) throw refuse('iat is in the future');
  if (exp === undefined && now >= iat! + LIFE_WITHOUT_EXP_SECONDS + CLOCK_SKEW_SECONDS)
    throw refuse('there is no exp, and iat is too long ago');
  if (exp !== undefined && exp > now + LONGEST_LIFE_SECONDS) throw refuse('exp is more than a day away');
  const event = isObject(events) && Object.hasOwn(events, EVENT) ? events[EVENT] : undefined;
  if (!isObject(event)) throw refuse('events does not report a sign-out');
  if (sub === undefined && sid === undefined) throw refuse('sub and sid are both missing');
  for (const [name, value] of Object.entries({ sub, sid })) {
    const usable =
      value === undefined ||
      (typeof value === 'string' && value !== '' && value.length <= 255 && !value.includes('\0'));
    if (!usable) throw refuse(`${name} is not usable`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(detail: string, cause?: unknown): FederationError {
  return new FederationError({
    code: 'response_not_trusted',
    step: 'logout_token_verify',
    detail: `logout token: ${detail}`,
    cause,
  });
}
