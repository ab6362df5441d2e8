import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '#src/clock/clock.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { isLoopback } from '#src/config/settings/validators.js';
import { errorForLog } from '#src/errors/domain-error.js';
import { Egress, IDENTITY_PROVIDER_LIMITS } from '#src/http/outgoing/egress.js';
import { FederationError, noUsableAnswer } from '../../../errors.js';
import { type Asker } from './failed-readings.js';
import { KeptDocument } from './kept-document.js';
import { counterpartOf } from '../../../provider-counterpart.js';

/** The members of OpenID Connect Discovery section 3 that this server uses, under their names in the document. */
export interface ProviderMetadata {
  issuer: string;
  authorization_endpoint: string;
  token_endpoint: string;
  jwks_uri: string;
  userinfo_endpoint?: string;
  end_session_endpoint?: string;
  /** RFC 9126 section 5. */
  pushed_authorization_request_endpoint?: string;
  require_pushed_authorization_requests: boolean;
  /** RFC 9207 section 3. */
  authorization_response_iss_parameter_supported: boolean;
  /** The classes of sign-in that the identity provider supports, as far as its document or the settings say. */
  acr_values_supported: string[];
  claims_parameter_supported: boolean;
}

/**
 * Far more than an installation has identity providers. The documents of changed identity providers must not fill the
 * memory.
 */
const MAX_KEPT = 200;

type DiscoveryDocument = Record<string, unknown>;

/**
 * Finds an identity provider's endpoints and abilities: in its discovery document, kept for ten minutes, and in the
 * settings, which take precedence. Without an authority there is no document.
 */
@Injectable()
export class ProviderMetadataSource {
  private readonly log = new Logger('Providers');
  /**
   * The key has the address of the document too, not the scheme alone: for an identity provider that is changed while
   * the server runs, the document of the earlier one must not be used.
   */
  private readonly documents = new Map<string, KeptDocument<DiscoveryDocument>>();

  private readonly logged = new Map<string, string>();

  constructor(
    private readonly egress: Egress,
    private readonly clock: Clock,
  ) {}

  /**
   * @param asker who causes the reading, where the document has to be read.
   * @throws FederationError when discovery is needed, and fails or names another issuer.
   */
  async for(provider: IdentityProviderSettings, asker: Asker = 'person'): Promise<ProviderMetadata> {
    const explicit = explicitMetadata(provider);
    if (!explicit) return this.discovered(provider, asker);
    return provider.authority === undefined ? explicit : this.besidesDocument(explicit, provider, asker);
  }

  /**
   * Where the settings and the identity provider’s own discovery document disagree. For `wardkey doctor`, which reads
   * the document also where a sign-in would not need it.
   *
   * @throws FederationError when there is no document.
   */
  async drift(provider: IdentityProviderSettings): Promise<string[]> {
    if (provider.authority === undefined) return [];
    return this.document(provider).use((document) => endpointDrift(provider, document));
  }

  /**
   * Why the discovery document cannot be used, when the settings name the endpoints and people sign in without it. For
   * `wardkey doctor`.
   */
  async missingDocument(provider: IdentityProviderSettings): Promise<string | undefined> {
    if (provider.authority === undefined || !provider.namesItsEndpoints) return undefined;
    try {
      await this.discovered(provider, 'person');
      return undefined;
    } catch (error) {
      if (!(error instanceof FederationError)) throw error;
      return error.detail ?? error.message;
    }
  }

  /**
   * Once a document could not be read, no sign-in waits for it again. It is read in the background until that succeeds.
   */
  private async besidesDocument(
    explicit: ProviderMetadata,
    provider: IdentityProviderSettings,
    asker: Asker,
  ): Promise<ProviderMetadata> {
    const document = this.document(provider);
    const withoutIt = () => withDocumentOfBefore(provider, document.before) ?? explicit;
    const { hasFailed } = document;
    const reading = this.discovered(provider, asker).catch((error: unknown) => {
      if (!(error instanceof FederationError)) throw error;
      this.logOnce(provider.scheme, [
        `${error.detail}; this server uses the endpoints of the settings without it`,
      ]);
      return withoutIt();
    });
    if (!hasFailed) return reading;
    void reading.catch((error: unknown) => this.log.error(errorForLog(error)));
    return withoutIt();
  }

  private async discovered(provider: IdentityProviderSettings, asker: Asker): Promise<ProviderMetadata> {
    return this.document(provider).use((document) => {
      this.logOnce(provider.scheme, endpointDrift(provider, document));
      return discoveredMetadata(provider, document);
    }, asker);
  }

  /** Logs a difference once, and again when it changes. One line for each login would fill the log. */
  private logOnce(scheme: string, drift: string[]): void {
    const text = drift.join('; ');
    if (text === '' || this.logged.get(scheme) === text) return;
    this.logged.set(scheme, text);
    this.log.warn(`${scheme}: ${text}`);
  }

  private document(provider: IdentityProviderSettings): KeptDocument<DiscoveryDocument> {
    const place = placeOf(provider);
    let document = this.documents.get(place);
    if (!document) {
      if (this.documents.size >= MAX_KEPT) this.documents.clear();
      document = new KeptDocument(() => this.discover(provider), this.clock);
      this.documents.set(place, document);
    }
    return document;
  }

  private async discover(provider: IdentityProviderSettings): Promise<DiscoveryDocument> {
    const url = discoveryUrl(provider);
    try {
      const response = await this.egress.request(
        url,
        counterpartOf(provider, url),
        { headers: { accept: 'application/json' } },
        IDENTITY_PROVIDER_LIMITS,
      );
      if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
      const document: unknown = JSON.parse(response.text);
      if (typeof document !== 'object' || document === null) throw new Error('not a JSON object');
      return document as DiscoveryDocument;
    } catch (cause) {
      throw noUsableAnswer('discovery', `no discovery document at ${url}`, cause);
    }
  }
}

function discoveryUrl({ authority }: IdentityProviderSettings): string {
  return `${authority!.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

function placeOf(provider: IdentityProviderSettings): string {
  return `${provider.scheme} ${discoveryUrl(provider)}`;
}

/** What a discovery document says about this identity provider. Endpoints of the settings take precedence. */
function discoveredMetadata(
  provider: IdentityProviderSettings,
  document: DiscoveryDocument,
): ProviderMetadata {
  const expected = provider.expectedIssuer;
  // Compared exactly: a document that names another issuer could speak for another identity provider (OpenID Connect
  // Discovery 4.3).
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
    end_session_endpoint: provider.endSessionEndpoint ?? optionalEndpoint(document, 'end_session_endpoint'),
    pushed_authorization_request_endpoint:
      provider.pushedAuthorizationRequestEndpoint ??
      optionalEndpoint(document, 'pushed_authorization_request_endpoint'),
    require_pushed_authorization_requests: document.require_pushed_authorization_requests === true,
    authorization_response_iss_parameter_supported:
      document.authorization_response_iss_parameter_supported === true,
    acr_values_supported: knownAcrValues(provider, document.acr_values_supported),
    claims_parameter_supported:
      document.claims_parameter_supported === true || provider.claimsParameter !== undefined,
  };
}

function withDocumentOfBefore(
  provider: IdentityProviderSettings,
  document: DiscoveryDocument | undefined,
): ProviderMetadata | undefined {
  if (!document) return undefined;
  try {
    return discoveredMetadata(provider, document);
  } catch (error) {
    // The settings have changed since the document was read.
    if (error instanceof FederationError) return undefined;
    throw error;
  }
}

/**
 * Endpoints that have different values in the settings and in the document. The settings take precedence, but one of
 * the two is out of date.
 */
function endpointDrift(provider: IdentityProviderSettings, document: DiscoveryDocument): string[] {
  const named: Array<[string, string | undefined, unknown]> = [
    ['issuer', provider.issuer, document.issuer],
    ['authorizationEndpoint', provider.authorizationEndpoint, document.authorization_endpoint],
    ['tokenEndpoint', provider.tokenEndpoint, document.token_endpoint],
    ['jwksUri', provider.jwksUri, document.jwks_uri],
    ['userinfoEndpoint', provider.userinfoEndpoint, document.userinfo_endpoint],
    ['endSessionEndpoint', provider.endSessionEndpoint, document.end_session_endpoint],
    [
      'pushedAuthorizationRequestEndpoint',
      provider.pushedAuthorizationRequestEndpoint,
      document.pushed_authorization_request_endpoint,
    ],
  ];
  return named
    .filter(([, ours, theirs]) => ours !== undefined && theirs !== undefined && ours !== theirs)
    .map(
      ([setting, ours, theirs]) =>
        `${setting} is ${ours}, but the identity provider’s discovery document says ${JSON.stringify(theirs)}; this server uses the setting`,
    );
}

function explicitMetadata(provider: IdentityProviderSettings): ProviderMetadata | undefined {
  if (!provider.namesItsEndpoints) return undefined;
  return {
    issuer: provider.expectedIssuer,
    authorization_endpoint: provider.authorizationEndpoint!,
    // The implicit flow has no token endpoint.
    token_endpoint: provider.tokenEndpoint ?? '',
    jwks_uri: provider.jwksUri!,
    userinfo_endpoint: provider.userinfoEndpoint,
    end_session_endpoint: provider.endSessionEndpoint,
    pushed_authorization_request_endpoint: provider.pushedAuthorizationRequestEndpoint,
    require_pushed_authorization_requests: false,
    authorization_response_iss_parameter_supported: false,
    acr_values_supported: knownAcrValues(provider, undefined),
    claims_parameter_supported: provider.claimsParameter !== undefined,
  };
}

/** Values in the settings count as supported, whatever the identity provider lists. */
function knownAcrValues(provider: IdentityProviderSettings, listed: unknown): string[] {
  const ofProvider = Array.isArray(listed) ? listed.filter((one) => typeof one === 'string') : [];
  const ofSettings = [...(provider.acrValues ?? '').split(' ').filter(Boolean), ...provider.requiredAcr];
  return [...new Set([...ofProvider, ...ofSettings])];
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
