import { Injectable } from '@nestjs/common';
import { jwtVerify, type JWTPayload } from 'jose';
import { EgressError } from '#src/http/egress.js';
import { FederationError } from './errors.js';
import { decryptIdToken } from './id-token-decryption.js';
import { type IssuerExpectation, matchIssuer } from './issuer-match.js';
import { ProviderKeys } from './provider-keys.js';
import { hasDuplicateMembers } from './strict-json.js';

/** Clocks of two hospitals differ; more than a minute is a fault to be mended, not to be allowed for. */
const CLOCK_SKEW_SECONDS = 60;

export interface IdTokenExpectations extends IssuerExpectation {
  clientId: string;
  nonce: string;
  jwksUri: string;
  /** Asymmetric only; the settings allow nothing else. */
  algorithms: string[];
  /** Private JWK, when the provider encrypts ID tokens. */
  decryptionKey?: string;
}

/** What an ID token says, and the token itself without its encryption. */
export interface VerifiedIdToken {
  claims: JWTPayload;
  idToken: string;
}

/** No real ID token comes near this; a larger one is an attempt to keep us busy. */
const MAX_LENGTH = 64 * 1024;

/** Verifies ID tokens as OpenID Connect Core section 3.1.3.7 says, the signature included, always. */
@Injectable()
export class IdTokenVerifier {
  constructor(private readonly keys: ProviderKeys) {}

  /**
   * @returns the verified payload, with the concrete issuer in its canonical spelling, and the signed token it is from.
   * @throws FederationError `response_not_trusted` naming the check that failed, or `provider_unreachable` when the
   * provider's keys cannot be read.
   */
  async verify(idToken: string, expected: IdTokenExpectations): Promise<VerifiedIdToken> {
    if (idToken.length > MAX_LENGTH) throw refuse('ID token: too long');
    const signed = await decryptIdToken(idToken, expected.decryptionKey);
    let payload: JWTPayload;
    try {
      ({ payload } = await jwtVerify(signed, this.keys.at(expected.jwksUri), {
        audience: expected.clientId,
        algorithms: expected.algorithms,
        clockTolerance: CLOCK_SKEW_SECONDS,
        requiredClaims: ['iss', 'sub', 'aud', 'exp', 'iat'],
      }));
    } catch (cause) {
      if (cause instanceof EgressError) {
        throw new FederationError({
          code: 'provider_unreachable',
          step: 'id_token_verify',
          detail: 'the key set cannot be read',
          cause,
        });
      }
      throw refuse(`ID token: ${cause instanceof Error ? cause.message : 'not valid'}`, cause);
    }
    if (signed.split('.', 2).some((part) => hasDuplicateMembers(Buffer.from(part, 'base64url').toString()))) {
      throw refuse('ID token: a member stands there twice');
    }
    this.checkClaims(payload, expected);
    const issuer = matchIssuer(payload, expected);
    if (issuer === undefined) throw refuse('ID token: iss (or its tid) is not this provider');
    return { claims: { ...payload, iss: issuer }, idToken: signed };
  }

  private checkClaims(payload: JWTPayload, expected: IdTokenExpectations): void {
    const { sub, azp, aud, nonce, iat } = payload;
    if (typeof sub !== 'string' || sub.trim() === '' || sub.length > 255 || hasControlCharacter(sub)) {
      throw refuse('ID token: sub is not a usable identifier');
    }
    if (Array.isArray(aud) && aud.length > 1 && azp === undefined)
      throw refuse('ID token: several audiences and no azp');
    if (azp !== undefined && azp !== expected.clientId) throw refuse('ID token: azp is another client');
    if (nonce !== expected.nonce) throw refuse('ID token: nonce is not the one we sent');
    if (iat! > Date.now() / 1000 + CLOCK_SKEW_SECONDS) throw refuse('ID token: iat is in the future');
  }
}

function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character.charCodeAt(0) < 0x20 || character.charCodeAt(0) === 0x7f);
}

function refuse(detail: string, cause?: unknown): FederationError {
  return new FederationError({ code: 'response_not_trusted', step: 'id_token_verify', detail, cause });
}
