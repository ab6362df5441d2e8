import { listenLocally } from '../local-server.js';

/** Where the four parts of the demo live. */
export interface Addresses {
  wardkey: { port: number; url: string };
  identityProvider: { port: number; url: string };
  fhirServer: { port: number; url: string };
  growthChart: { port: number; url: string };
}

/** Four ports in a row. */
export function addressesFrom(portBase: number): Addresses {
  const at = (offset: number, path = '') => ({
    port: portBase + offset,
    url: `http://127.0.0.1:${portBase + offset}${path}`,
  });
  return {
    wardkey: at(0),
    identityProvider: at(1),
    fhirServer: at(2, '/fhir/r4'),
    growthChart: at(3),
  };
}

/**
 * Checks the ports before any part starts, so that no part has to be stopped again.
 * @throws PortTakenError
 */
export async function checkPortsAreFree(addresses: Addresses): Promise<void> {
  for (const { port } of Object.values(addresses) as { port: number }[]) {
    await (await listenLocally({ port })).close();
  }
}
