import type { Clock } from '#src/clock/clock.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { certificateEnd } from '#src/crypto/private-keys.js';
import { errorForLog } from '#src/errors/domain-error.js';
import { tryAuthorizationRequest } from '#src/federation/connectors/openid-connect/authorization-request.js';
import {
  type AskingClient,
  tryClientAuthentication,
} from '#src/federation/connectors/openid-connect/token-request.js';
import { FederationError } from '#src/federation/errors.js';
import { ownPublicKeys } from '#src/federation/connectors/openid-connect/keys/own-keys.js';
import { counterpartOf } from '#src/federation/provider-counterpart.js';
import type {
  ProviderMetadata,
  ProviderMetadataSource,
} from '#src/federation/connectors/openid-connect/metadata/provider-metadata.js';
import { publishedKeys } from '#src/federation/connectors/openid-connect/keys/published-keys.js';
import { type Egress, IDENTITY_PROVIDER_LIMITS } from '#src/http/outgoing/egress.js';
import { examineExpiry } from './examine-expiry.js';
import type { Report } from './report.js';

/** The addresses of this server that are registered at an identity provider. */
export interface OurAddresses {
  redirectUri: string;
  /** Where the browser comes back after the sign-out at the identity provider. */
  returnUrl: string;
  jwksUri: string;
}

/** With a larger clock difference, ID tokens are refused as expired or not valid yet. */
const MAX_CLOCK_DIFFERENCE_SECONDS = 30;

const CERTIFICATE = {
  thing: 'the certificate in clientPrivateKey',
  remedy:
    'make a key with a new one (wardkey provider keys --add --certificate), and register it at the identity provider',
};

/** Contacts one identity provider, and reports what has to be repaired. Changes nothing. */
export class IdentityProviderExamination {
  constructor(
    private readonly metadataSource: ProviderMetadataSource,
    private readonly egress: Egress,
    private readonly clock: Clock,
    private readonly report: Report,
  ) {}

  async examine(provider: IdentityProviderSettings, ours: OurAddresses): Promise<void> {
    const { scheme } = provider;
    this.report('ok', scheme, `redirect URI to register: ${ours.redirectUri}`);
    this.ourKeys(provider, ours.jwksUri);
    try {
      const metadata = await this.metadataSource.for(provider);
      this.report('ok', scheme, `issuer ${metadata.issuer}`);
      this.signingOut(provider, metadata, ours.returnUrl);
      this.tenants(provider, metadata);
      await this.pushedRequests(provider, metadata, ours.redirectUri);
      for (const drift of await this.metadataSource.drift(provider).catch(() => []))
        this.report('warning', scheme, drift);
      const missing = await this.metadataSource.missingDocument(provider);
      if (missing !== undefined)
        this.report(
          'warning',
          scheme,
          `${missing}: people sign in with the endpoints of the settings, but its other metadata is unknown (pushed authorization requests, acr values, logout)`,
        );
      await this.theirKeys(provider, metadata);
      if (provider.responseType === 'code') await this.registration(provider, metadata, ours.redirectUri);
    } catch (error) {
      this.report('problem', scheme, errorForLog(error) + remedy(error));
    }
  }

  private asClient(provider: IdentityProviderSettings): AskingClient {
    return { egress: this.egress, provider, clock: this.clock };
  }

  private ourKeys(provider: IdentityProviderSettings, jwksUri: string): void {
    const end = provider.enabled ? certificateEnd(provider.clientPrivateKey) : Infinity;
    examineExpiry(provider.scheme, CERTIFICATE, end, this.clock.epoch(), this.report);
    const { keys } = ownPublicKeys(provider);
    if (keys.length === 0) return;
    const named = keys.map(({ use, alg, kty, kid }) =>
      [use ?? 'sig and enc', alg ?? kty, kid].filter(Boolean).join(' '),
    );
    this.report('ok', provider.scheme, `this server’s keys to register: ${jwksUri} (${named.join('; ')})`);
  }

  private signingOut(
    { scheme, logoutMethod }: IdentityProviderSettings,
    metadata: ProviderMetadata,
    returnUrl: string,
  ): void {
    if (logoutMethod !== 'singleSignout') return;
    if (metadata.end_session_endpoint)
      this.report('ok', scheme, `post-logout redirect URI to register: ${returnUrl}`);
    else
      this.report(
        'warning',
        scheme,
        'logoutMethod is singleSignout, but the identity provider has no end_session_endpoint, so a sign-out ends only the session at this server',
      );
  }

  private tenants({ scheme, tenants }: IdentityProviderSettings, { issuer }: ProviderMetadata): void {
    if (issuer.includes('{tenantid}') && tenants.length === 0)
      this.report(
        'problem',
        scheme,
        'the issuer serves many tenants, but `tenants` is empty, so no person can sign in',
      );
  }

  private async pushedRequests(
    provider: IdentityProviderSettings,
    metadata: ProviderMetadata,
    redirectUri: string,
  ): Promise<void> {
    const { require_pushed_authorization_requests: required } = metadata;
    if (!required && provider.pushedAuthorizationRequests !== 'always') return;
    const endpoint = metadata.pushed_authorization_request_endpoint;
    const why = required
      ? 'because the identity provider requires it'
      : 'because of pushedAuthorizationRequests';
    if (endpoint) {
      this.report('ok', provider.scheme, `authorization requests are pushed to ${endpoint}, ${why}`);
      await tryAuthorizationRequest(this.asClient(provider), metadata, redirectUri).catch(
        (error: unknown) => {
          if (!(error instanceof FederationError)) throw error;
          this.report(
            'problem',
            provider.scheme,
            `does not accept this server’s authorization requests: ${error.detail}`,
          );
        },
      );
    } else
      this.report(
        'problem',
        provider.scheme,
        `authorization requests must be pushed, ${why}, but the identity provider has no pushed_authorization_request_endpoint, so no person can sign in`,
      );
  }

  private async theirKeys(
    provider: IdentityProviderSettings,
    { jwks_uri: uri }: ProviderMetadata,
  ): Promise<void> {
    const { scheme } = provider;
    const response = await this.egress.request(
      uri,
      counterpartOf(provider, uri),
      {},
      IDENTITY_PROVIDER_LIMITS,
    );
    const found = publishedKeys(response.text);
    if (response.status !== 200)
      this.report('problem', scheme, `no keys at ${uri} (HTTP ${response.status})`);
    else if ('problem' in found) this.report('problem', scheme, `no keys at ${uri}: ${found.problem}`);
    else {
      const { keys, privateKids } = found;
      this.report('ok', scheme, `${keys.length} signing ${keys.length === 1 ? 'key' : 'keys'} at ${uri}`);
      if (privateKids.length > 0)
        this.report(
          'warning',
          scheme,
          `private keys are published at ${uri}; this server does not use them: ${privateKids.join(', ')}`,
        );
    }
    this.theirClock(scheme, response.headers.get('date'));
  }

  /**
   * Compares the identity provider’s clock, by its Date header. The header has whole seconds, and the answer took a
   * moment.
   */
  private theirClock(scheme: string, date: string | null): void {
    const theirs = date === null ? Number.NaN : Date.parse(date);
    if (Number.isNaN(theirs)) return;
    const difference = Math.round((this.clock.milliseconds() - theirs) / 1000);
    if (Math.abs(difference) <= MAX_CLOCK_DIFFERENCE_SECONDS)
      this.report('ok', scheme, 'its clock agrees with the clock of this server');
    else
      this.report(
        'problem',
        scheme,
        `the clock of this server is ${Math.abs(difference)} s ${difference > 0 ? 'ahead of' : 'behind'} the identity provider’s clock: synchronise it (NTP)`,
      );
  }

  private async registration(
    provider: IdentityProviderSettings,
    { token_endpoint: endpoint }: ProviderMetadata,
    redirectUri: string,
  ): Promise<void> {
    const { scheme, clientAuthentication: method } = provider;
    const found = await tryClientAuthentication(this.asClient(provider), endpoint, redirectUri);
    if (found === 'known')
      this.report('ok', scheme, `accepts this server’s client registration with ${method}`);
    else if ('refused' in found)
      this.report(
        'problem',
        scheme,
        `does not accept this server’s client registration: ${found.refused}. Check clientId, clientAuthentication (${method}) and ${method === 'private_key_jwt' ? 'the key that is registered there' : 'clientSecret'}`,
      );
    else
      this.report(
        'warning',
        scheme,
        `it is not known whether it accepts this server’s client registration: to a request with an invented code, ${found.unclear} instead of invalid_grant`,
      );
  }
}

function remedy(error: unknown): string {
  return /CERT|UNABLE_TO_/.test(errorForLog(error))
    ? '; if the hospital’s own certification authority has issued the certificate, set NODE_EXTRA_CA_CERTS'
    : '';
}
