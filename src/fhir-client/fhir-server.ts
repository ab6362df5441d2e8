import type {
  FhirServerAuthorizationSettings,
  PersonRightsSettings,
} from '#src/config/settings/fhir-server.settings.js';
import type { AccessTokenType } from '#src/config/settings/resource.settings.js';
import type { PatientPickerSettings } from '#src/config/settings/patient-picker.settings.js';
import type { Counterpart } from '#src/http/outgoing/egress.js';

/** A configured FHIR server. */
export interface FhirServer {
  name: string;
  /** Without trailing slash. Also the `aud` of tokens for it. */
  baseUrl: string;
  fhirVersion?: string;
  accessTokenFormat: 'jwt' | 'opaque';
  /** The algorithm that signs its JWT access tokens. */
  accessTokenAlgorithm: 'ES256' | 'RS256';
  /** The `typ` of its JWT access tokens. */
  accessTokenType: AccessTokenType;
  /** The spelling of scopes in the tokens for Wardkey’s own searches. */
  scopeSyntax: 'v1' | 'v2';
  /** Whether it enforces scopes that are narrowed by category. */
  categoryScopes: boolean;
  /** The levels at which people may take types out of a scope for the whole record. */
  narrowWholeRecord: ReadonlyArray<'patient' | 'user'>;
  /** The most that people may let an app do here, by the type of their own resource. */
  rights: PersonRightsSettings[];
  /** How its patients are found and shown. */
  patientPicker: PatientPickerSettings;
  /** Another authorization server, when Wardkey’s own searches need a token from there. */
  authorization?: FhirServerAuthorizationSettings;
}

/** The FHIR server as a counterpart of outgoing requests. */
export function counterpartOf({ name }: FhirServer): Counterpart {
  return { purpose: 'fhir', owner: name, givenBy: 'operator' };
}
