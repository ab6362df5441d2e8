import { PatientPickerSettings } from '#src/config/settings/patient-picker.settings.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';

/** A configured FHIR server, for tests that send no request. */
export function recordsServer(changes: Partial<FhirServer> = {}): FhirServer {
  return {
    name: 'records',
    baseUrl: 'https://fhir.test/r4',
    accessTokenFormat: 'jwt',
    accessTokenAlgorithm: 'ES256',
    accessTokenType: 'at+jwt',
    scopeSyntax: 'v2',
    categoryScopes: false,
    narrowWholeRecord: ['patient'],
    rights: [],
    patientPicker: new PatientPickerSettings(),
    ...changes,
  };
}
