import { Clock } from '#src/clock/clock.js';
import { Injectable } from '@nestjs/common';
import type { JWTPayload } from 'jose';
import type { Counterpart } from '#src/http/outgoing/egress.js';
import { FederationError } from '../../../errors.js';
import { type Asker } from '../metadata/failed-readings.js';
import { type IssuerExpectation, matchIssuer } from '../../../issuer-match.js';
import { ProviderKeys } from '../keys/provider-keys.js';
import { oddityOf } from './token-text.js';
import { decryptToken, isEncrypted, UndecryptableError } from './token-decryption.js';
import { tokenHash } from './token-hash.js';

/** The clocks of two hospitals may differ a little. More than a minute is a fault that has to be repaired. */
const CLOCK_SKEW_SECONDS = 60;

export interface IdTokenExpectations extends IssuerExpectation {
  clientId: string;
  nonce: string;
  jwksUri: string;
  /** The server that the keys are read from. */
  keysFrom: Counterpart;
  /** `person`: the token comes directly from the identity provider. `anybody`: it comes through a browser. */
  broughtBy: Asker;
  /** Asymmetric only; the settings allow no others. */
  algorithms: string[];
  /** This server's private keys, for an identity provider that encrypts ID tokens. */
  decryptionKeys?: string;
  /** What came together with the ID token. The token may contain hashes of these (OpenID Connect Core 3.1.3.6). */
  accessToken?: unknown;
  code?: string;
  /** The person must have signed in with one of these `acr` values. When empty, any will do. */
  requiredAcr?: string[];
  /** Set when a new sign-in was asked for: the time of that request, in seconds since 1970. */
  signedInAfter?: number;
}

/** The claims of an ID token, and the token itself without its encryption. */
export interface VerifiedIdToken {
  claims: JWTPayload;
  idToken: string;
}

/** No real ID token is nearly as long. A longer one is an attempt to overload this server. */
const MAX_LENGTH = 64 * 1024;
/** The nonce binds a token to a login of minutes ago. A token that was issued long before cannot be its answer. */
const MAX_AGE_SECONDS = 3600;
/** The end of the year 9999, in seconds since 1970. A later time is a mistake or a trick. */
const MAX_TIME = 253_402_300_799;

/** Verifies ID tokens as OpenID Connect Core section 3.1.3.7 says. The signature is always verified. */
@Injectable()
export class IdTokenVerifier {
  constructor(
    private readonly keys: ProviderKeys,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the verified payload, with the concrete issuer in its canonical spelling, and the signed token it is from.
   * @throws FederationError `response_not_trusted` with the check that failed, or `provider_unreachable` when the
   * identity provider's keys cannot be read.
   */
  async verify(idToken: string, expected: IdTokenExpectations): Promise<VerifiedIdToken> {
    if (idToken.length > MAX_LENGTH) throw refuse('ID token: too long');
    const signed = await openedToken(idToken, expected.decryptionKeys);
    const { payload, protectedHeader } = await this.verified(signed, expected);
    const oddity = oddityOf(signed);
    if (oddity !== undefined) throw refuse(`ID token: ${oddity}`);
    this.checkClaims(payload, expected);
    checkHashes(payload, protectedHeader.alg, expected);
    const issuer = matchIssuer(payload, expected);
    if (issuer === undefined) throw refuse('ID token: iss (or its tid) is not this identity provider');
    const { auth_time: _asItCame, ...claims } = payload;
    const authTime = authTimeIn(payload);
    const timed = typeof authTime === 'number' ? { auth_time: authTime } : {};
    return { claims: { ...claims, ...timed, iss: issuer }, idToken: signed };
  }

  private async verified(signed: string, expected: IdTokenExpectations) {
    try {
      const options = {
        audience: expected.clientId,
        algorithms: expected.algorithms,
        clockTolerance: CLOCK_SKEW_SECONDS,
        requiredClaims: ['iss', 'sub', 'aud', 'exp', 'iat'],
      };
      const keys = this.keys.at(expected.jwksUri, expected.keysFrom);
      return await keys.verify(signed, options, expected.broughtBy);
    } catch (cause) {
      if (cause instanceof FederationError) throw cause;
      throw refuse(`ID token: ${cause instanceof Error ? cause.message : 'not valid'}`, cause);
    }
  }

  private checkClaims(payload: JWTPayload, expected: IdTokenExpectations): void {
    const { sub, azp, aud, nonce, iat, acr } = payload;
    if (typeof sub !== 'string' || sub.trim() === '' || sub.length > 255 || hasControlCharacter(sub)) {
      throw refuse('ID token: sub is not a usable identifier');
    }
    if (Array.isArray(aud) && aud.length > 1 && azp === undefined)
      throw refuse('ID token: has several audiences and no azp');
    if (azp !== undefined && azp !== expected.clientId) throw refuse('ID token: azp is another client');
    if (nonce !== expected.nonce) throw refuse('ID token: nonce is not the one that this server sent');
    const now = this.clock.milliseconds() / 1000;
    if (iat! > now + CLOCK_SKEW_SECONDS) throw refuse('ID token: iat is in the future');
    if (iat! < now - MAX_AGE_SECONDS) throw refuse('ID token: iat is too long ago');
    if (payload.exp! > MAX_TIME) throw refuse('ID token: exp is not a valid time');
    checkAuthTime(authTimeIn(payload), now, expected.signedInAfter);
    const required = expected.requiredAcr ?? [];
    if (required.length > 0 && !required.includes(acr as string))
      throw new FederationError({
        code: 'acr_not_met',
        step: 'id_token_verify',
        detail: `ID token: acr is ${acr === undefined ? 'absent' : 'another value'}; required is one of ${required.join(', ')}`,
      });
  }
}

/** Checks when the person signed in: never in the future, and not before the login when a new sign-in was asked for. */
function checkAuthTime(authTime: number | 'unreadable' | undefined, now: number, after?: number): void {
  // When an identity provider does not send `auth_time`, this server trusts that it asked the person again.
  if (authTime === undefined) return;
  if (authTime === 'unreadable') {
    if (after === undefined) return;
    throw refuse('ID token: auth_time is not a valid time, although a new sign-in was requested');
  }
  if (authTime > now + CLOCK_SKEW_SECONDS) throw refuse('ID token: auth_time is not in the past');
  if (after !== undefined && authTime < after - CLOCK_SKEW_SECONDS)
    throw refuse('ID token: auth_time is before this login, although a new sign-in was requested');
}

/**
 * `auth_time` is a number (OpenID Connect Core section 2); some identity providers write it as text. A value that is no
 * time in seconds, such as one in milliseconds, is treated as unreadable.
 */
function authTimeIn({ auth_time: value }: JWTPayload): number | 'unreadable' | undefined {
  if (value === undefined) return undefined;
  const seconds = typeof value === 'string' && /^\d{1,12}(\.\d{1,9})?$/.test(value) ? Number(value) : value;
  return typeof seconds === 'number' && seconds <= MAX_TIME ? seconds : 'unreadable';
}

/** A hash in the token must be right. No flow that this server uses requires one. */
function checkHashes(payload: JWTPayload, alg: string, { accessToken, code }: IdTokenExpectations): void {
  for (const [name, value] of [
    ['at_hash', accessToken],
    ['c_hash', code],
  ] as const) {
    if (payload[name] === undefined || typeof value !== 'string') continue;
    if (payload[name] !== tokenHash(value, alg))
      throw refuse(`ID token: ${name} does not match the code or the access token of this answer`);
  }
}

/**
 * The signed token, decrypted if it is encrypted. When decryption keys are set, an unencrypted token is refused.
 *
 * @throws FederationError
 */
export async function openedToken(idToken: string, keys: string | undefined): Promise<string> {
  if (!isEncrypted(idToken)) {
    if (keys === undefined) return idToken;
    throw refuse('ID token: not encrypted, although idTokenDecryptionKey is set');
  }
  if (keys === undefined) throw refuse('ID token: encrypted, but idTokenDecryptionKey is not set');
  try {
    return await decryptToken(idToken, keys);
  } catch (cause) {
    if (cause instanceof UndecryptableError) throw refuse(`ID token: ${cause.message}`, cause);
    throw cause;
  }
}

function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character.charCodeAt(0) < 0x20 || character.charCodeAt(0) === 0x7f);
}

function refuse(detail: string, cause?: unknown): FederationError {
  return new FederationError({ code: 'response_not_trusted', step: 'id_token_verify', detail, cause });
}
