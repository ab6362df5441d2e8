import type { FhirUserType } from '#src/config/settings/fhir-user-types.js';
import type { FhirServerUnavailableError } from '#src/fhir-client/errors.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { parseFhirUser } from '#src/fhir-user/fhir-user-reference.js';
import type { Answer } from '../../steps.js';
import { noted, passed, refused, type Trail } from '../../trail.js';
import type { PasswordLookUps } from '../../look-ups.js';
import type { FactsOnServer, FhirUserFound } from './facts.js';

type Facts = Pick<FactsOnServer, 'fhirServer' | 'settings' | 'account' | 'link'>;

/**
 * Who is the person while the FHIR server does not answer, or refuses this request? The resource that the last sign-in
 * found, if the settings allow that (`whenUnavailable: keepKnown`) and it is not too old. Otherwise the sign-in is
 * refused.
 *
 * @param named the value that names a resource now, if there is one.
 */
export async function keepKnown(
  error: FhirServerUnavailableError,
  named: unknown,
  { fhirServer, settings, account, link }: Facts,
  { accounts, clock }: Pick<PasswordLookUps, 'accounts' | 'clock'>,
): Promise<Answer<FhirUserFound> & { trail: Trail }> {
  const step = error.isPermanent ? 'fhirUser.refused' : 'fhirUser.unavailable';
  const requests = error.queries.map(({ url, finding }) => noted(step, finding, { url }));
  const detail = error.detail ?? error.message;
  const about = { setting: `fhirServers[${fhirServer.name}]` } as const;
  const known =
    settings.whenUnavailable === 'keepKnown' && account && link
      ? await accounts.fhirUserOf(account.id, link.id, fhirServer.name)
      : undefined;
  const oldest = clock.epoch() - settings.keepKnownHours * 3600;
  if (!known || known.resolvedAt < oldest || !agrees(named, known, fhirServer))
    return {
      refused: error.isPermanent ? 'fhir_server_refuses' : 'fhir_server_unavailable',
      trail: [...requests, refused(step, detail, about)],
    };
  const { resourceType, resourceId, source } = known;
  const finding = `${detail}; using ${resourceType}/${resourceId}, which an earlier sign-in found (keepKnown)`;
  return {
    facts: {
      fhirUser: {
        server: fhirServer,
        resourceType: resourceType as FhirUserType,
        id: resourceId,
        source,
      },
      isConfirmed: false,
    },
    trail: [...requests, passed(step, finding, { setting: 'fhirUser.whenUnavailable' })],
  };
}

/** The stored resource must not contradict a claim or value that names another resource now. */
function agrees(
  named: unknown,
  known: { resourceType: string; resourceId: string },
  server: FhirServer,
): boolean {
  if (named === undefined) return true;
  const reference = parseFhirUser(named, server);
  return (
    !('problem' in reference) &&
    reference.resourceType === known.resourceType &&
    reference.id === known.resourceId
  );
}
