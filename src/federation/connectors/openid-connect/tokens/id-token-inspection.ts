import { Injectable } from '@nestjs/common';
import { decodeJwt, type JWTPayload } from 'jose';
import { Clock } from '#src/clock/clock.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { FederationError } from '../../../errors.js';
import { counterpartOf } from '../../../provider-counterpart.js';
import { isAboutClaims } from '../keys/provider-key-set.js';
import { ProviderKeys } from '../keys/provider-keys.js';
import { ProviderMetadataSource } from '../metadata/provider-metadata.js';
import { openedToken } from './id-token-verifier.js';

/** One thing that was found about a token. A sign-in refuses a token with a problem. */
export interface TokenFinding {
  mark: 'ok' | 'warning' | 'problem';
  finding: string;
}

/** No real ID token is nearly as long. */
const MAX_LENGTH = 64 * 1024;

/**
 * Reads an ID token that an administrator has at hand, to test settings. It says what is wrong with the token, and gives
 * the claims all the same. No person signs in by it.
 */
@Injectable()
export class IdTokenInspection {
  constructor(
    private readonly metadata: ProviderMetadataSource,
    private readonly keys: ProviderKeys,
    private readonly clock: Clock,
  ) {}

  /** @returns `claims` is undefined when the token cannot be read; a finding says why. */
  async inspect(
    idToken: string,
    provider: IdentityProviderSettings,
  ): Promise<{ claims: JWTPayload | undefined; findings: TokenFinding[] }> {
    const problem = (finding: string) => ({
      claims: undefined,
      findings: [{ mark: 'problem' as const, finding }],
    });
    if (idToken.length > MAX_LENGTH) return problem('it is too long');
    let signed: string;
    let claims: JWTPayload;
    try {
      signed = await openedToken(idToken, provider.idTokenDecryptionKey);
      claims = decodeJwt(signed);
    } catch (error) {
      return problem(error instanceof FederationError ? detailOf(error) : 'it is not a JWT');
    }
    return { claims, findings: [await this.signature(signed, provider), ...this.content(claims, provider)] };
  }

  private async signature(signed: string, provider: IdentityProviderSettings): Promise<TokenFinding> {
    try {
      const { jwks_uri: uri } = await this.metadata.for(provider, 'anybody');
      await this.keys
        .at(uri, counterpartOf(provider, uri))
        .verify(signed, { algorithms: provider.idTokenSigningAlgorithms }, 'anybody');
      return { mark: 'ok', finding: 'its signature is right' };
    } catch (error) {
      // Claims are checked after the signature, and say nothing about it.
      if (isAboutClaims(error)) return { mark: 'ok', finding: 'its signature is right' };
      if (error instanceof FederationError)
        return { mark: 'warning', finding: `its signature cannot be checked: ${detailOf(error)}` };
      return { mark: 'problem', finding: `its signature is not right: ${(error as Error).message}` };
    }
  }

  private content({ aud, exp }: JWTPayload, { clientId }: IdentityProviderSettings): TokenFinding[] {
    const found: TokenFinding[] = [];
    if (![aud].flat().includes(clientId))
      found.push({ mark: 'problem', finding: 'it is for another client: `aud` does not name clientId' });
    if (typeof exp !== 'number') found.push({ mark: 'problem', finding: 'it has no `exp`' });
    else if (exp <= this.clock.epoch())
      found.push({ mark: 'warning', finding: 'it has expired, so no person can sign in by it' });
    return found;
  }
}

function detailOf(error: FederationError): string {
  return error.detail ?? error.message;
}
