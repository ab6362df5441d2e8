import type { Rule } from './rule.js';

/** `authorization_details` must name the FHIR version of a server as FHIR writes it. */
export const authorizationDetailsNameVersions: Rule = (settings, { errors }) => {
  const unnamed = settings.fhirServers.find(({ fhirVersion }) => !/^\d+\.\d+\.\d+$/.test(fhirVersion ?? ''));
  if (!unnamed) return;
  settings.clients.forEach((client, index) => {
    if (!client.authorizationDetails) return;
    errors.push({
      path: `clients[${index}].authorizationDetails`,
      message: `requires the exact version of every FHIR server; fhirVersion of ${unnamed.name} must be written as 4.0.1 or 3.0.2`,
    });
  });
};
