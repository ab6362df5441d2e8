import { Injectable } from '@nestjs/common';
import { Clock } from '#src/clock/clock.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { Egress } from '#src/http/outgoing/egress.js';
import { IdentityProviders } from '../identity-providers.js';
import type { Connector } from './connector.js';
import { ProviderKeys } from './openid-connect/keys/provider-keys.js';
import { ProviderMetadataSource } from './openid-connect/metadata/provider-metadata.js';
import { OpenIdConnectConnector } from './openid-connect/openid-connect.connector.js';
import { IdTokenVerifier } from './openid-connect/tokens/id-token-verifier.js';

/**
 * Gives each identity provider its connector. All of them are OpenID Connect today. A new kind of identity provider needs a
 * folder beside openid-connect and a choice here; CONTRIBUTING says what else.
 */
@Injectable()
export class ConnectorRegistry {
  constructor(
    private readonly providers: IdentityProviders,
    private readonly metadata: ProviderMetadataSource,
    private readonly verifier: IdTokenVerifier,
    private readonly keys: ProviderKeys,
    private readonly egress: Egress,
    private readonly clock: Clock,
  ) {}

  for(provider: IdentityProviderSettings): Connector {
    const { providers, metadata, verifier, keys, egress, clock } = this;
    const callbackUrl = providers.callbackUrl(provider);
    return new OpenIdConnectConnector(provider, callbackUrl, metadata, verifier, keys, egress, clock);
  }
}
