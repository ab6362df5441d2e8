import { FHIR_USER_TYPES } from '#src/config/settings/fhir-user-types.js';
import type { FhirUserSettings } from '#src/config/settings/settings.js';
import { certificateEnd } from '#src/crypto/private-keys.js';
import { errorForLog } from '#src/errors/domain-error.js';
import { CapabilityStatementError } from '#src/fhir-client/fhir-capabilities.js';
import { FhirServerUnavailableError } from '#src/fhir-client/errors.js';
import type { FhirClients } from '#src/fhir-client/fhir-clients.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { fhirRelease } from '#src/fhir-client/fhir-version.js';
import { examineExpiry } from './examine-expiry.js';
import type { Report } from './report.js';

const CERTIFICATE = {
  thing: 'the certificate in authorization.clientPrivateKey',
  remedy:
    'make a key with a new certificate, and register it at the authorization server of this FHIR server',
};

/**
 * Checks a FHIR server as sign-ins and the patient picker use it: what it says about itself, and a search for each type
 * that is needed.
 *
 * @param now seconds since 1970.
 */
export async function examineFhirServer(
  server: FhirServer,
  clients: FhirClients,
  { resourceTypes, precedence }: FhirUserSettings,
  now: number,
  report: Report,
): Promise<void> {
  const certificate = certificateEnd(server.authorization?.clientPrivateKey);
  examineExpiry(server.name, CERTIFICATE, certificate, now, report);
  await examineCapabilities(server, clients, report);
  const searched = [...new Set([...resourceTypes, 'Patient'])];
  const refusals = await refusalsOf(server, clients, searched);
  for (const { types, why } of refusals) {
    const [first, ...others] = types;
    const likewise = others.length > 0 ? ` (also for ${others.join(', ')})` : '';
    report('problem', server.name, `a search for a ${first} failed: ${why}${likewise}`);
  }
  const accepted = searched.filter((type) => !refusals.some(({ types }) => types.includes(type)));
  if (accepted.length === 0) return;
  report('ok', server.name, `accepts this server’s searches for ${accepted.join(', ')}`);
  // A claim or an administrator may name a person of any type.
  if (!precedence.some((source) => source !== 'lookup')) return;
  const { types: offered } = clients.capabilities.lastRead(server) ?? {};
  const named = FHIR_USER_TYPES.filter((type) => !searched.includes(type) && (offered?.has(type) ?? true));
  for (const { types, why } of await refusalsOf(server, clients, named))
    report(
      'warning',
      server.name,
      `${types.join(', ')} cannot be read, so a person whose claim or account names such a resource is refused: ${why}`,
    );
}

async function examineCapabilities(server: FhirServer, clients: FhirClients, report: Report): Promise<void> {
  const { name, baseUrl, fhirVersion } = server;
  const pinned = fhirRelease(fhirVersion);
  try {
    const { release } = await clients.capabilities.read(server);
    if (pinned === undefined || pinned === release) report('ok', name, `${baseUrl} supports FHIR ${release}`);
    else
      report(
        'problem',
        name,
        `fhirVersion is ${fhirVersion}, but ${baseUrl} says that it supports ${release}`,
      );
  } catch (error) {
    const why = error instanceof CapabilityStatementError ? error.why : errorForLog(error);
    report(
      'warning',
      name,
      pinned === undefined
        ? `${baseUrl}/metadata does not name the FHIR release: ${why}; set fhirVersion`
        : `${baseUrl}/metadata cannot be used: ${why}; fhirVersion says ${pinned}, so this server assumes that`,
    );
  }
}

/**
 * Sends searches that find no person, as the sign-in of an unknown person would. Types that fail for the same reason
 * are reported together.
 */
async function refusalsOf(
  server: FhirServer,
  clients: FhirClients,
  types: readonly string[],
): Promise<Array<{ types: string[]; why: string }>> {
  const byReason = new Map<string, { types: string[]; why: string }>();
  for (const type of types) {
    try {
      await clients.search(server, type, { identifier: 'urn:wardkey:doctor|nobody' });
    } catch (error) {
      const why =
        error instanceof FhirServerUnavailableError
          ? `${error.finding} (${error.detail})`
          : errorForLog(error);
      // The address in the reason names the type, so the type is removed for the comparison.
      const reason = why.replaceAll(type, '');
      const alike = byReason.get(reason) ?? { types: [], why };
      byReason.set(reason, { why: alike.why, types: [...alike.types, type] });
    }
  }
  return [...byReason.values()];
}
