import { Injectable } from '@nestjs/common';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { isLoopback } from '#src/config/settings/validators.js';
import { Egress, IDENTITY_PROVIDER_LIMITS } from '#src/http/egress.js';
import { FederationError, noUsableAnswer } from './errors.js';

/** The members of OpenID Connect Discovery section 3 that we use, under their wire names. */
export interface ProviderMetadata {
  issuer: string;
  authorization_endpoint: string;
  token_endpoint: string;
  jwks_uri: string;
  userinfo_endpoint?: string;
  end_session_endpoint?: string;
  /** RFC 9207 section 3. */
  authorization_response_iss_parameter_supported: boolean;
}

const FRESH_FOR_MS = 10 * 60 * 1000;

/** Finds a provider's endpoints: from the settings where they are given, else by discovery, kept for ten minutes. */
@Injectable()
export class ProviderMetadataSource {
  private readonly cache = new Map<string, { metadata: Promise<ProviderMetadata>; until: number }>();

  constructor(private readonly egress: Egress) {}

  /** @throws FederationError when discovery fails or names another issuer. */
  async for(provider: IdentityProviderSettings): Promise<ProviderMetadata> {
    const explicit = explicitMetadata(provider);
    if (explicit) return explicit;
    const cached = this.cache.get(provider.scheme);
    if (cached && cached.until > Date.now()) return cached.metadata;
    const metadata = this.discover(provider);
    this.cache.set(provider.scheme, { metadata, until: Date.now() + FRESH_FOR_MS });
    // A failure is not kept: the next login asks again.
    metadata.catch(() => this.cache.delete(provider.scheme));
    return metadata;
  }

  private async discover(provider: IdentityProviderSettings): Promise<ProviderMetadata> {
    const url = `${provider.authority.replace(/\/$/, '')}/.well-known/openid-configuration`;
    let document: Record<string, unknown>;
    try {
      const response = await this.egress.request(
        url,
        { headers: { accept: 'application/json' } },
        IDENTITY_PROVIDER_LIMITS,
      );
      if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
      document = JSON.parse(response.text) as Record<string, unknown>;
    } catch (cause) {
      throw noUsableAnswer('discovery', `no discovery document at ${url}`, cause);
    }
    const expected = provider.issuer ?? provider.authority;
    // Exact: a document that names another issuer could speak for somebody else (OpenID Connect Discovery 4.3).
    if (document.issuer !== expected) {
      throw refuse(
        `the discovery document names issuer ${JSON.stringify(document.issuer)}, expected ${JSON.stringify(expected)}`,
      );
    }
    return {
      issuer: expected,
      authorization_endpoint: provider.authorizationEndpoint ?? endpoint(document, 'authorization_endpoint'),
      token_endpoint: provider.tokenEndpoint ?? endpoint(document, 'token_endpoint'),
      jwks_uri: provider.jwksUri ?? endpoint(document, 'jwks_uri'),
      userinfo_endpoint: provider.userinfoEndpoint ?? optionalEndpoint(document, 'userinfo_endpoint'),
      end_session_endpoint: optionalEndpoint(document, 'end_session_endpoint'),
      authorization_response_iss_parameter_supported:
        document.authorization_response_iss_parameter_supported === true,
    };
  }
}

function explicitMetadata(provider: IdentityProviderSettings): ProviderMetadata | undefined {
  const { authorizationEndpoint, jwksUri } = provider;
  // The implicit flow has no token endpoint.
  const tokenEndpoint = provider.tokenEndpoint ?? (provider.responseType === 'id_token' ? '' : undefined);
  if (!authorizationEndpoint || tokenEndpoint === undefined || !jwksUri) return undefined;
  return {
    issuer: provider.issuer ?? provider.authority,
    authorization_endpoint: authorizationEndpoint,
    token_endpoint: tokenEndpoint,
    jwks_uri: jwksUri,
    userinfo_endpoint: provider.userinfoEndpoint,
    authorization_response_iss_parameter_supported: false,
  };
}

function endpoint(document: Record<string, unknown>, name: string): string {
  const value = document[name];
  if (typeof value !== 'string' || !URL.canParse(value))
    throw refuse(`the discovery document has no usable ${name}`);
  const url = new URL(value);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) {
    throw refuse(`${name} in the discovery document is not https`);
  }
  return value;
}

function optionalEndpoint(document: Record<string, unknown>, name: string): string | undefined {
  return document[name] === undefined ? undefined : endpoint(document, name);
}

function refuse(detail: string): FederationError {
  return new FederationError({ code: 'response_not_trusted', step: 'discovery', detail });
}
