import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import type { ServerInQuestion } from '../decision.js';
import type { Answer } from '../steps.js';
import { noted, refused } from '../trail.js';

const STEP = 'fhirServer';

/** On which FHIR server must the person be known? Undefined when the request is for none. */
export function checkFhirServer({
  server,
}: {
  server: ServerInQuestion;
}): Answer<{ fhirServer: FhirServer | undefined }> {
  if (server === 'notAsked') {
    const finding = 'the request names no FHIR server and asks for no FHIR data';
    return { facts: { fhirServer: undefined }, trail: [noted(STEP, finding)] };
  }
  if (!server) {
    const finding = 'the request names no FHIR server, and there is no default FHIR server';
    return { refused: 'no_fhir_server', trail: [refused(STEP, finding, { setting: 'fhirServers' })] };
  }
  return { facts: { fhirServer: server } };
}
