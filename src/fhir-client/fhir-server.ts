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
  /** Without trailing slash; also the `aud` of tokens for it. */
  baseUrl: string;
  fhirVersion?: string;
  accessTokenFormat: 'jwt' | 'opaque';
  /** What its JWT access tokens are signed with. */
  accessTokenAlgorithm: 'ES256' | 'RS256';
  /** `typ` of its JWT access tokens. */
  accessTokenType: AccessTokenType;
  /** Spelling of scopes in the tokens for our own searches. */
  scopeSyntax: 'v1' | 'v2';
  /** Whether it obeys scopes narrowed by category. */
  categoryScopes: boolean;
  /** The levels whose scopes for the whole record people may take types out of. */
  narrowWholeRecord: ReadonlyArray<'patient' | 'user'>;
  /** What people may let an app do here at most, by the type of their own resource. */
  rights: PersonRightsSettings[];
  /** How its patients are found and shown. */
  patientPicker: PatientPickerSettings;
  /** Another authorization server that our own searches need a token of. */
  authorization?: FhirServerAuthorizationSettings;
}

/** A FHIR server as a counterpart of ours. */
export function counterpartOf({ name }: FhirServer): Counterpart {
  return { purpose: 'fhir', owner: name, givenBy: 'operator' };
}
