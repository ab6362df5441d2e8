import type { RevocationLevel } from './epoch.entity.js';

/**
 * Counts by what they count (`everything`, `client:chart`, `fhirServer:records`). A count that is absent was never
 * raised. Access is stored with the counts at the time it was given, and stands as long as these counts stay the same.
 * Unlike times, counts are not confused by two events in one second, or by the clocks of two processes.
 */
export type Epochs = Record<string, number>;

export function epochName(level: RevocationLevel, name: string): string {
  return level === 'everything' ? level : `${level}:${name}`;
}

/** The names of the counts that can end the access of this client to these FHIR servers. */
export function epochNames(clientId: string, fhirServers: readonly string[]): string[] {
  return [
    'everything',
    epochName('client', clientId),
    ...fhirServers.map((name) => epochName('fhirServer', name)),
  ];
}

/** Whether none of these counts was raised in between. */
export function sameEpochs(names: readonly string[], given: Epochs, now: Epochs): boolean {
  return names.every((name) => (given[name] ?? 0) === (now[name] ?? 0));
}
