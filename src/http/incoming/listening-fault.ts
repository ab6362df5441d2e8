import { DomainError } from '#src/errors/domain-error.js';

/** What kind of fault it is; see {@link ListeningFaultError}. */
export type ListeningFault = 'port_in_use' | 'port_denied' | 'host_not_here';

/** The system does not let this process listen where the settings say. */
export class ListeningFaultError extends DomainError {
  constructor(fault: ListeningFault, message: string, cause: unknown) {
    super({ code: fault, message, cause });
  }
}

const FAULTS: Record<string, [ListeningFault, why: string, remedy: (section: string) => string]> = {
  EADDRINUSE: [
    'port_in_use',
    'another process listens there',
    (section) => `End that process, or choose another ${section}.port`,
  ],
  EACCES: [
    'port_denied',
    'this user may not use this port',
    (section) =>
      `Choose a ${section}.port above 1023 and let the proxy use the other, or give the right (CAP_NET_BIND_SERVICE)`,
  ],
  EADDRNOTAVAIL: ['host_not_here', 'this machine does not have this address', ofThisMachine],
  ENOTFOUND: ['host_not_here', 'this name is not known', ofThisMachine],
  EAI_AGAIN: ['host_not_here', 'this name could not be looked up', ofThisMachine],
};

/**
 * @param error of the system, when a port was opened.
 * @param section of the settings: `listen` or `metrics`.
 * @returns what that means; the error itself when it is something else.
 */
export function listeningFault(
  error: unknown,
  { host, port }: { host: string; port: number },
  section: string,
): unknown {
  const code = String((error as NodeJS.ErrnoException | undefined)?.code);
  const fault = FAULTS[code];
  if (!fault) return error;
  const [kind, why, remedy] = fault;
  const message = `${section}.port: cannot listen on ${host}:${port} (${code}): ${why}. ${remedy(section)}.`;
  return new ListeningFaultError(kind, message, error);
}

function ofThisMachine(section: string): string {
  return `Choose an address of this machine for ${section}.host`;
}
