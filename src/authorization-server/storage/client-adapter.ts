import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { UsableClient } from '#src/clients/client-definition.js';
import type { ClientDefinitions } from '#src/clients/client-definitions.js';
import { isNative } from '#src/config/rules/clients-can-work.js';
import { usesSecret } from '#src/config/settings/client.settings.js';
import { SECRET_KEPT_APART } from '../client-authentication/client-secret-check.js';
import type { ClientFacts, OwnClientMetadata } from './client-metadata.js';
import { ownClient } from './own-clients.js';

/** Gives the engine the metadata of clients, read from the client definitions. It writes nothing. */
export class ClientAdapter implements Adapter {
  constructor(
    private readonly clients: ClientDefinitions,
    private readonly issuer: string,
  ) {}

  async find(id: string): Promise<AdapterPayload | undefined> {
    const own = ownClient(id, this.issuer);
    if (own) return own;
    const registered = await this.clients.letIn(id);
    return registered && (clientMetadata(registered) as AdapterPayload);
  }

  async upsert(): Promise<void> {}
  async destroy(): Promise<void> {}
  async consume(): Promise<void> {}
  async revokeByGrantId(): Promise<void> {}
  async findByUid(): Promise<undefined> {
    return undefined;
  }
  async findByUserCode(): Promise<undefined> {
    return undefined;
  }
}

function clientMetadata(registered: UsableClient): Record<string, unknown> {
  const { settings: client, secrets } = registered;
  const signsPeopleIn = client.grantTypes.includes('authorization_code');
  return withoutUndefined({
    client_id: client.clientId,
    client_name: client.clientName,
    ...(usesSecret(client) ? { client_secret: SECRET_KEPT_APART, kept_secrets: secrets } : {}),
    client_uri: client.clientUri,
    token_endpoint_auth_method: client.tokenEndpointAuthMethod,
    // The algorithm is not restricted to that of a key: SMART lets a client use either of two algorithms without
    // announcing which.
    jwks: client.jwks,
    jwks_uri: client.jwksUri,
    grant_types: client.grantTypes,
    response_types: signsPeopleIn ? ['code'] : [],
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.postLogoutRedirectUris,
    backchannel_logout_uri: client.backchannelLogoutUri,
    // Without a session id, the client would have to sign the person out on every browser.
    backchannel_logout_session_required: client.backchannelLogoutUri !== undefined,
    application_type: isNative(client) ? 'native' : 'web',
    id_token_signed_response_alg: client.idTokenAlgorithm,
    ...ownMetadata(registered),
  });
}

/** What decides which tokens a client gets, also for one that the engine is not told of because it is not enabled. */
export function factsOf(registered: UsableClient): ClientFacts {
  const { clientId, grantTypes } = registered.settings;
  return {
    ...ownMetadata(registered),
    clientId,
    grantTypeAllowed: (grantType) => grantTypes.includes(grantType),
  };
}

/** @see OwnClientMetadata */
function ownMetadata({ settings: client, origin }: UsableClient): OwnClientMetadata {
  return {
    smart_scope: client.scope,
    may_introspect: client.mayIntrospect,
    verified: client.verified,
    fhir_user_form: client.fhirUserForm,
    legacy_profile_claim: client.legacyProfileClaim,
    id_token_claims: client.idTokenClaims,
    access_token_claims: client.accessTokenClaims,
    fhir_context_form: client.fhirContextForm,
    authorization_details_wanted: client.authorizationDetails,
    identity_providers: client.identityProviders,
    fhir_server: client.fhirServer,
    resource: client.resource,
    pkce: client.pkce,
    consent: client.consent,
    allowed_origins: client.allowedOrigins,
    loopback_port_may_vary:
      isNative(client) || (client.tokenEndpointAuthMethod === 'none' && client.applicationType !== 'web'),
    addresses_given_by: origin === 'registration' ? 'others' : 'operator',
  };
}

function withoutUndefined(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
