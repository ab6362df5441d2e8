import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import {
  type Egress,
  EgressError,
  type EgressResponse,
  IDENTITY_PROVIDER_LIMITS,
} from '#src/http/outgoing/egress.js';
import { FederationError, noUsableAnswer } from '../../errors.js';
import { matchIssuer } from '../../issuer-match.js';
import { counterpartOf } from '../../provider-counterpart.js';
import type { ProviderKeys } from './keys/provider-keys.js';
import type { ProviderMetadata } from './metadata/provider-metadata.js';
import { decryptToken, isEncrypted, UndecryptableError } from './tokens/token-decryption.js';
import { oddityOf } from './tokens/token-text.js';

const CLOCK_SKEW_SECONDS = 60;

/** Reads the claims at an identity provider’s userinfo endpoint (OpenID Connect Core section 5.3). */
export class Userinfo {
  constructor(
    private readonly egress: Egress,
    private readonly keys: ProviderKeys,
    private readonly provider: IdentityProviderSettings,
    private readonly metadata: ProviderMetadata,
  ) {}

  /**
   * @param subject the ID token’s `sub`. An answer about another person is refused (section 5.3.2).
   * @throws FederationError
   */
  async read(accessToken: unknown, subject: string): Promise<Record<string, unknown>> {
    const { userinfo_endpoint: endpoint } = this.metadata;
    if (typeof accessToken !== 'string' || endpoint === undefined)
      throw refuse('there is no access token, or no userinfo endpoint');
    const claims = await this.claimsIn(await this.ask(endpoint, accessToken));
    if (claims.sub !== subject) throw refuse('sub at the userinfo endpoint differs from the ID token’s');
    return claims;
  }

  private async ask(endpoint: string, accessToken: string): Promise<EgressResponse> {
    const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json, application/jwt' };
    const response = await this.egress
      .request(endpoint, counterpartOf(this.provider, endpoint), { headers }, IDENTITY_PROVIDER_LIMITS)
      .catch((cause: unknown) => {
        if (!(cause instanceof EgressError)) throw cause;
        throw noUsableAnswer('userinfo', 'the userinfo endpoint gives no usable answer', cause);
      });
    if (response.status >= 500 || response.status === 429)
      throw noUsableAnswer('userinfo', `the userinfo endpoint answered ${response.status}`, undefined);
    if (response.status !== 200) throw refuse(`the userinfo endpoint answered ${response.status}`);
    return response;
  }

  /** Section 5.3.2: a signed or encrypted answer has the type application/jwt, and no other answer has it. */
  private async claimsIn({ headers, text }: EgressResponse): Promise<Record<string, unknown>> {
    const isJwt = /^application\/jwt\s*(;|$)/i.test(headers.get('content-type') ?? '');
    const token = isJwt ? text.trim() : undefined;
    const encrypted = token !== undefined && isEncrypted(token);
    if (!encrypted && this.provider.userinfoDecryptionKey !== undefined)
      throw refuse('the userinfo endpoint’s answer is not encrypted, although userinfoDecryptionKey is set');
    if (token === undefined) return objectIn(text);
    const inside = encrypted ? await this.opened(token) : token;
    // An encrypted answer need not be signed, because it comes directly from the endpoint.
    return encrypted && inside.trimStart().startsWith('{') ? objectIn(inside) : this.verified(inside);
  }

  private async opened(token: string): Promise<string> {
    const { userinfoDecryptionKey, idTokenDecryptionKey } = this.provider;
    const keys = userinfoDecryptionKey ?? idTokenDecryptionKey;
    if (keys === undefined)
      throw refuse('userinfo: encrypted, but userinfoDecryptionKey and idTokenDecryptionKey are not set');
    try {
      return await decryptToken(token, keys);
    } catch (cause) {
      if (cause instanceof UndecryptableError) throw refuse(`userinfo: ${cause.message}`, cause);
      throw cause;
    }
  }

  /** `iss` and `aud` should be there (section 5.3.2). Where they are, they must be right. */
  private async verified(token: string): Promise<Record<string, unknown>> {
    const { jwks_uri: jwksUri, issuer } = this.metadata;
    const { clientId, idTokenSigningAlgorithms: algorithms, issuerAliases: aliases, tenants } = this.provider;
    const keys = this.keys.at(jwksUri, counterpartOf(this.provider, jwksUri));
    const { payload } = await keys
      .verify(token, { algorithms, clockTolerance: CLOCK_SKEW_SECONDS })
      .catch((cause: unknown) => {
        if (cause instanceof FederationError) throw cause;
        throw refuse(`userinfo: ${cause instanceof Error ? cause.message : 'not valid'}`, cause);
      });
    const oddity = oddityOf(token);
    if (oddity !== undefined) throw refuse(`userinfo: ${oddity}`);
    if (payload.aud !== undefined && ![payload.aud].flat().includes(clientId))
      throw refuse('userinfo: aud names another client');
    if (payload.iss !== undefined && matchIssuer(payload, { issuer, aliases, tenants }) === undefined)
      throw refuse('userinfo: iss (or its tid) is not this identity provider');
    return payload;
  }
}

function objectIn(text: string): Record<string, unknown> {
  let claims: unknown;
  try {
    claims = JSON.parse(text);
  } catch (cause) {
    throw refuse('the userinfo endpoint’s answer is not JSON', cause);
  }
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims))
    throw refuse('the userinfo endpoint’s answer is not an object');
  return claims as Record<string, unknown>;
}

function refuse(detail: string, cause?: unknown): FederationError {
  return new FederationError({ code: 'response_not_trusted', step: 'userinfo', detail, cause });
}
