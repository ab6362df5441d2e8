import type { Server } from 'node:http';
import { networkOf } from '../addresses/network-of.js';

/**
 * Limits the number of connections at once. One network may have half of them, so that some are left for others. A
 * trusted proxy may have all, because it forwards the requests of all clients.
 */
export function limitConnections(
  server: Server,
  most: number,
  isProxy: (address: string | undefined) => boolean,
): void {
  server.maxConnections = most;
  const held = new Map<string, number>();
  server.on('connection', (socket) => {
    if (isProxy(socket.remoteAddress)) return;
    const network = networkOf(socket.remoteAddress);
    const before = held.get(network) ?? 0;
    if (before >= Math.ceil(most / 2)) {
      socket.destroy();
      return;
    }
    held.set(network, before + 1);
    socket.once('close', () => {
      const left = held.get(network)! - 1;
      if (left === 0) held.delete(network);
      else held.set(network, left);
    });
  });
}
