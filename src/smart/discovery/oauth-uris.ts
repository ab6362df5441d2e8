import type { AuthorizationServerEndpoints } from './smart-configuration.js';

const EXTENSION = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris';

/**
 * `CapabilityStatement.rest.security` as SMART App Launch 1.0 has it, for the FHIR server to put into its own: the same
 * addresses as in `smart-configuration`, and none of those that are not there.
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
