import type { RevocationLevel } from './epoch.entity.js';

/**
 * Counts by what they count (`everything`, `client:chart`, `fhirServer:records`); what is absent was never ended. Whoever
 * gives something writes down the counts of that moment; it stands as long as they are the same. A count cannot be
 * confused by two things in one second, as a time can, nor by the clocks of two processes.
 */
export type Epochs = Record<string, number>;

export function epochName(level: RevocationLevel, name: string): string {
  return level === 'everything' ? level : `${level}:${name}`;
}

/** The names of what can end something that this client was given for these FHIR servers. */
export function epochNames(clientId: string, fhirServers: readonly string[]): string[] {
  return [
    'everything',
    epochName('client', clientId),
    ...fhirServers.map((name) => epochName('fhirServer', name)),
  ];
}

/** Whether nothing of these names was ended since. */
export function sameEpochs(names: readonly string[], given: Epochs, now: Epochs): boolean {
  return names.every((name) => (given[name] ?? 0) === (now[name] ?? 0));
}
