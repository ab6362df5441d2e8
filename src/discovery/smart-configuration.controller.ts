import { Controller, Get, Header, NotFoundException, Param } from '@nestjs/common';
import { Settings } from '#src/config/settings/settings.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { smartConfiguration } from '#src/smart/discovery/smart-configuration.js';

/**
 * The `.well-known/smart-configuration` of each FHIR server, for the server or the proxy before it to publish under the
 * FHIR base URL. JSON whatever is asked for, and readable from any origin (SMART App Launch 2.2, "Conformance").
 */
@Controller('fhir-servers/:name/.well-known/smart-configuration')
export class SmartConfigurationController {
  constructor(
    private readonly settings: Settings,
    private readonly fhirServers: FhirServers,
  ) {}

  @Get()
  @Header('Content-Type', 'application/json; charset=utf-8')
  @Header('Access-Control-Allow-Origin', '*')
  @Header('Cache-Control', 'public, max-age=300')
  document(@Param('name') name: string): Record<string, unknown> {
    if (!this.fhirServers.named(name)) throw new NotFoundException(`There is no FHIR server named ${name}`);
    const { issuer } = this.settings;
    return smartConfiguration({
      issuer,
      jwks_uri: `${issuer}/jwks`,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      introspection_endpoint: `${issuer}/introspect`,
      revocation_endpoint: `${issuer}/revoke`,
    });
  }
}
