import type { AuthorizationServerEndpoints } from './smart-configuration.js';

const EXTENSION = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris';

/**
 * `CapabilityStatement.rest.security` as SMART App Launch 1.0 defines it. The FHIR server can put it into its own
 * statement. It has the addresses of `smart-configuration`; an endpoint that does not exist is left out.
 */
export function securityOfCapabilityStatement(endpoints: AuthorizationServerEndpoints): object {
  const addresses = {
    authorize: endpoints.authorization_endpoint,
    token: endpoints.token_endpoint,
    register: endpoints.registration_endpoint,
    manage: endpoints.management_endpoint,
    introspect: endpoints.introspection_endpoint,
    revoke: endpoints.revocation_endpoint,
  };
  return {
    cors: true,
    service: [
      {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/restful-security-service',
            code: 'SMART-on-FHIR',
            display: 'SMART-on-FHIR',
          },
        ],
        text: 'OAuth2 using SMART-on-FHIR profile (see http://docs.smarthealthit.org)',
      },
    ],
    extension: [
      {
        url: EXTENSION,
        extension: Object.entries(addresses)
          .filter(([, valueUri]) => valueUri !== undefined)
          .map(([url, valueUri]) => ({ url, valueUri })),
      },
    ],
  };
}
