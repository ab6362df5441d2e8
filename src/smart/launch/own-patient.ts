import { Injectable } from '@nestjs/common';
import { Clock } from '#src/clock/clock.js';
import { FhirClients, type FhirResource } from '#src/fhir-client/fhir-clients.js';
import { isFhirId } from '#src/fhir-client/fhir-id.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { isDeceased, isInUse, isOver, isToCome, objects } from '#src/fhir-client/record-state.js';

/**
 * The patient whose record a person may open, when the person is not a care professional. `problem` says why their own
 * resource opens no record.
 */
export type OwnPatient = { patient: string } | { problem: string };

/** More links than any real person has. Each link costs a request while a person waits. */
const MOST_LINKS = 10;

/** Finds the one patient that a person’s own resource names. */
@Injectable()
export class OwnPatients {
  constructor(
    private readonly clients: FhirClients,
    private readonly clock: Clock,
  ) {}

  /**
   * A Patient opens their own record, a RelatedPerson names one patient, a Person links to one. Read each time, because
   * a relationship may end.
   *
   * @returns undefined when the resource names no patient.
   * @throws FhirServerUnavailableError
   */
  async find(
    server: FhirServer,
    { resourceType, resourceId }: { resourceType: string; resourceId: string },
  ): Promise<OwnPatient | undefined> {
    if (resourceType === 'Patient') return { patient: resourceId };
    if (resourceType !== 'RelatedPerson' && resourceType !== 'Person') return undefined;
    const name = `${resourceType}/${resourceId}`;
    const resource = await this.clients.read(server, resourceType, resourceId);
    if (resource?.id !== resourceId) return { problem: `${name} does not exist on the FHIR server` };
    const now = this.clock.milliseconds();
    if (!isInUse(resource) || isOver(resource.period, now) || isToCome(resource.period, now))
      return { problem: `${name} is not active` };
    return resourceType === 'RelatedPerson'
      ? this.ofRelative(server, name, resource)
      : this.ofPerson(server, name, resource);
  }

  private async ofRelative(server: FhirServer, name: string, resource: FhirResource): Promise<OwnPatient> {
    const id = patientId(resource.patient, server);
    if (id === undefined) return { problem: `${name} names no patient of this FHIR server` };
    const patient = await this.patientInUse(server, id);
    return patient ? { patient: id } : { problem: `Patient/${id}, which ${name} names, is not in use` };
  }

  /**
   * Several linked patients would be several people, and nothing says which of them is meant. So they are a problem.
   */
  private async ofPerson(
    server: FhirServer,
    name: string,
    resource: FhirResource,
  ): Promise<OwnPatient | undefined> {
    // Level 1 is "little or no confidence" that it is the same person (FHIR, IdentityAssuranceLevel).
    const links = objects(resource.link).filter(({ assurance }) => assurance !== 'level1');
    const ids = [...new Set(links.flatMap(({ target }) => patientId(target, server) ?? []))];
    if (ids.length === 0) return undefined;
    if (ids.length > MOST_LINKS) return { problem: `${name} links to ${ids.length} patients` };
    const patients = await Promise.all(ids.map((id) => this.patientInUse(server, id)));
    // Here the patient is the person who signs in, so a patient who has died cannot be meant.
    const [one, ...others] = ids.filter((_id, index) => patients[index] && !isDeceased(patients[index]));
    if (one === undefined) return { problem: `no patient that ${name} links to is in use` };
    return others.length === 0 ? { patient: one } : { problem: `${name} links to several patients` };
  }

  private async patientInUse(server: FhirServer, id: string): Promise<FhirResource | undefined> {
    const resource = await this.clients.read(server, 'Patient', id);
    return resource?.id === id && isInUse(resource) ? resource : undefined;
  }
}

/** The id in a reference to a patient of this server; undefined for a reference to another server or another type. */
function patientId(element: unknown, server: FhirServer): string | undefined {
  const { reference } = (element ?? {}) as { reference?: unknown };
  if (typeof reference !== 'string') return undefined;
  const base = `${server.baseUrl}/`;
  const relative = reference.startsWith(base) ? reference.slice(base.length) : reference;
  const [, id] = /^Patient\/([^/]+)(?:\/_history\/[^/]+)?$/.exec(relative) ?? [];
  return isFhirId(id) ? id : undefined;
}
