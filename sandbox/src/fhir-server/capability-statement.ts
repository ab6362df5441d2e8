import {
  type CapabilityStatement,
  type CapabilityStatementRestResource,
  type Extension,
} from '@medplum/fhirtypes';
import { HOSPITAL_NAME } from '../people.js';
import { type Discovery } from './authorization-server.js';
import { searchParametersOf } from './definitions.js';

const ANNOUNCED: Record<string, string[]> = {
  Patient: ['_id', 'identifier', 'name', 'family', 'given', 'birthdate', 'gender', 'email'],
  Practitioner: ['_id', 'identifier', 'name', 'family', 'given', 'email', 'active'],
  Observation: ['_id', 'patient', 'subject', 'category', 'code', 'date', 'status'],
  Condition: ['_id', 'patient', 'subject', 'category', 'clinical-status', 'code'],
  AllergyIntolerance: ['_id', 'patient', 'clinical-status'],
  MedicationRequest: ['_id', 'patient', 'subject', 'status', 'intent'],
  Encounter: ['_id', 'patient', 'subject', 'date', 'status'],
};
const OAUTH_URIS = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris';

export type FhirRelease = 'R3' | 'R4';

/**
 * Says what this server can do.
 * @param discovery the authorization server's discovery document, when it could be read
 */
export function capabilityStatement(
  baseUrl: string,
  discovery: Discovery | undefined,
  fhirRelease: FhirRelease,
): CapabilityStatement {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2026-11-01',
    kind: 'instance',
    software: { name: 'Wardkey sandbox FHIR server' },
    implementation: { description: `Stand-in FHIR server of ${HOSPITAL_NAME}`, url: baseUrl },
    ...versionOf(fhirRelease),
    format: ['json'],
    rest: [
      {
        mode: 'server',
        security: {
          cors: true,
          service: [
            {
              coding: [
                {
                  system: 'http://terminology.hl7.org/CodeSystem/restful-security-service',
                  code: 'SMART-on-FHIR',
                },
              ],
              text: 'OAuth 2.0 using SMART on FHIR',
            },
          ],
          ...(discovery ? { extension: [oauthUris(discovery)] } : {}),
        },
        interaction: [{ code: 'batch' }],
        resource: Object.entries(ANNOUNCED).map(([type, names]) => resource(type, names)),
      },
    ],
  };
}

/** R3's statement must also say what it does with unknown elements; R4 dropped that. */
function versionOf(fhirRelease: FhirRelease): Pick<CapabilityStatement, 'fhirVersion'> {
  const r3 = { fhirVersion: '3.0.2' as CapabilityStatement['fhirVersion'], acceptUnknown: 'no' };
  return fhirRelease === 'R3' ? r3 : { fhirVersion: '4.0.1' };
}

function oauthUris(discovery: Discovery): Extension {
  const uris = [
    ['authorize', discovery.authorization_endpoint],
    ['token', discovery.token_endpoint],
    ['register', discovery.registration_endpoint],
    ['manage', discovery.management_endpoint],
    ['introspect', discovery.introspection_endpoint],
    ['revoke', discovery.revocation_endpoint],
  ] as const;
  return {
    url: OAUTH_URIS,
    extension: uris.flatMap(([url, valueUri]) => (valueUri ? [{ url, valueUri }] : [])),
  };
}

function resource(type: string, names: string[]): CapabilityStatementRestResource {
  const known = searchParametersOf(type) ?? {};
  return {
    type: type as CapabilityStatementRestResource['type'],
    interaction: (['read', 'create', 'update', 'delete', 'search-type'] as const).map((code) => ({ code })),
    searchParam: names.flatMap((name) => {
      const parameter = known[name];
      return parameter ? [{ name, type: parameter.type }] : [];
    }),
  };
}
