import type { Client } from 'oidc-provider';
import type { NamedSecret } from '#src/clients/client-definition.js';

/**
 * This server’s own members of client metadata beside those of RFC 7591. The engine carries them along with a client.
 */
export const OWN_CLIENT_METADATA = [
  'smart_scope',
  'may_introspect',
  'verified',
  'fhir_user_form',
  'legacy_profile_claim',
  'id_token_claims',
  'access_token_claims',
  'fhir_context_form',
  'authorization_details_wanted',
  'identity_providers',
  'fhir_server',
  'resource',
  'pkce',
  'consent',
  'allowed_origins',
  'loopback_port_may_vary',
  'kept_secrets',
  'addresses_given_by',
] as const;

/** The types of these members. Each is the client setting of the same name (config/settings/client.settings.ts). */
export interface OwnClientMetadata {
  /** Scopes of the SMART grammar. The engine checks `scope` only against its own fixed list. */
  smart_scope?: string;
  may_introspect?: boolean | 'all';
  verified?: boolean;
  fhir_user_form?: 'absolute' | 'relative';
  legacy_profile_claim?: boolean;
  id_token_claims?: string[];
  access_token_claims?: string[];
  fhir_context_form?: 'objects' | 'strings';
  authorization_details_wanted?: boolean;
  identity_providers?: string[];
  fhir_server?: string;
  resource?: string;
  pkce?: 'required' | 'optional';
  consent?: 'ask' | 'remember';
  allowed_origins?: string[];
  loopback_port_may_vary?: boolean;
  /** Absent on this server’s own clients. */
  kept_secrets?: NamedSecret[];
  /**
   * Who chose the addresses of this client. Approving a client lets it in, but does not make its addresses those of the
   * operator.
   */
  addresses_given_by?: 'operator' | 'others';
}

declare module 'oidc-provider' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  interface Client extends OwnClientMetadata {}
}

/** What decides which tokens a client gets. The engine’s clients have it. */
export type ClientFacts = OwnClientMetadata & Pick<Client, 'clientId' | 'grantTypeAllowed'>;
