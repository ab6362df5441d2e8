import { Controller, Get, Header, NotFoundException, Param } from '@nestjs/common';
import { ownScopes } from '#src/config/settings/scope.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { securityOfCapabilityStatement } from '#src/smart/discovery/oauth-uris.js';
import {
  type AuthorizationServerEndpoints,
  smartConfiguration,
} from '#src/smart/discovery/smart-configuration.js';
import { PreparedDocuments } from '#src/http/answers/prepared-documents.js';
import { MayBeKept } from '#src/http/answers/may-be-kept.js';
import { PublicPreflight } from './public-preflight.js';
import { UserAccessBrands } from '#src/smart/discovery/user-access-brands.js';

const SMART_CONFIGURATION = '.well-known/smart-configuration';
const CAPABILITY_STATEMENT_SECURITY = 'capability-statement-security';
const DOCUMENTS = [SMART_CONFIGURATION, CAPABILITY_STATEMENT_SECURITY];

/**
 * Serves the `.well-known/smart-configuration` of each FHIR server. The FHIR server, or the proxy before it, publishes
 * it under the FHIR base URL. The answer is JSON whatever is asked for, and readable from any origin (SMART App Launch
 * 2.2, "Conformance").
 */
@Controller('fhir-servers/:name')
export class SmartConfigurationController {
  constructor(
    private readonly settings: Settings,
    private readonly fhirServers: FhirServers,
    private readonly brands: UserAccessBrands,
    documents: PreparedDocuments,
  ) {
    for (const { name } of fhirServers.all)
      documents.serve(DOCUMENTS.map((document) => `/fhir-servers/${name}/${document}`));
  }

  @Get(SMART_CONFIGURATION)
  @Header('Content-Type', 'application/json; charset=utf-8')
  @Header('Access-Control-Allow-Origin', '*')
  @MayBeKept('public, max-age=300')
  async document(@Param('name') name: string): Promise<Record<string, unknown>> {
    this.checkKnown(name);
    const brands = await this.brands.current();
    const brand = brands && {
      user_access_brand_bundle: `${this.settings.issuer}/user-access-brands`,
      user_access_brand_identifier: brands.identifier,
    };
    return smartConfiguration(this.endpoints(), brand, ownScopes(this.settings.scopes));
  }

  /** What the FHIR server puts into its CapabilityStatement, for apps of SMART App Launch 1.0. */
  @Get(CAPABILITY_STATEMENT_SECURITY)
  @Header('Access-Control-Allow-Origin', '*')
  @MayBeKept('public, max-age=300')
  security(@Param('name') name: string): object {
    this.checkKnown(name);
    return securityOfCapabilityStatement(this.endpoints());
  }

  @PublicPreflight(DOCUMENTS)
  preflight(): void {}

  private checkKnown(name: string): void {
    if (!this.fhirServers.named(name)) throw new NotFoundException(`There is no FHIR server named ${name}`);
  }

  private endpoints(): AuthorizationServerEndpoints {
    const { issuer, registration } = this.settings;
    return {
      issuer,
      jwks_uri: `${issuer}/jwks`,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      introspection_endpoint: `${issuer}/introspect`,
      revocation_endpoint: `${issuer}/revoke`,
      management_endpoint: `${issuer}/account`,
      ...(registration.mode === 'off' ? {} : { registration_endpoint: `${issuer}/register` }),
    };
  }
}
