import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { endAfter, hangUpOn, isEnding } from './incoming/request-body.js';

/** Less than the 30 s that Kubernetes gives a process to end. */
const MOST_MS = 25_000;
/** The most requests that the log names of those that were cut off. */
const MOST_NAMED = 20;

interface Pending {
  request: IncomingMessage;
  response: ServerResponse;
}

/**
 * Stops a server in order, so that every client that has asked gets an answer. New requests are not accepted, and
 * requests under way are finished. Each connection closes after its answer (RFC 9112 section 9.6). Requests that take
 * too long are cut off, and the log names them.
 */
export class OrderlyStop {
  private readonly log = new Logger('Wardkey');
  private readonly underWay = new Map<ServerResponse, string>();
  /**
   * The requests under way on each connection, in the order of their answers. A client may send a request before it has
   * the answer to the one before.
   */
  private readonly pending = new Map<Socket, Pending[]>();
  private readonly connections = new Set<Socket>();
  private readonly late = new WeakSet<Socket>();
  private oneIsOver = () => {};
  private stopped: Promise<void> | undefined;

  /**
   * Watches requests from now on. Listeners that exist already run after this one.
   *
   * @param isNeeded paths whose answer a request under way may need. For example, a FHIR server asks this server about
   * the token of the search for which this server waits. These paths are served to new connections, too, as long as a
   * request is under way.
   * @param whenOver is told each answer that is over: it was sent, or its connection is gone. Once for each is enough.
   */
  constructor(
    private readonly server: Server,
    private readonly isNeeded: (path: string) => boolean,
    private readonly mostMs = MOST_MS,
    private readonly whenOver: (response: ServerResponse) => void = () => {},
  ) {
    server.on('connection', (socket) => {
      if (this.stopped) this.late.add(socket);
      this.connections.add(socket);
      // An answer that waits for its turn does not notice that the connection is closed.
      socket.once('close', () => {
        this.connections.delete(socket);
        for (const { response } of this.pending.get(socket) ?? []) this.over(socket, response);
      });
    });
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) =>
      this.begin(request, response),
    );
  }

  /**
   * Stops the server. Further calls return the same promise.
   * @returns when every request is answered or cut off, and no connection is left.
   */
  stop(): Promise<void> {
    this.stopped ??= this.run();
    return this.stopped;
  }

  private begin(request: IncomingMessage, response: ServerResponse): void {
    // A request after the announced end gets no answer.
    if (isEnding(request)) return;
    const { socket, method, url } = request;
    const [path = ''] = (url ?? '').split('?', 1);
    // Without an answer, a proxy sends the request to another process.
    if (this.late.has(socket) && !this.isNeeded(path)) {
      hangUpOn(socket);
      return;
    }
    this.underWay.set(response, `${method} ${path}`);
    this.pending.set(socket, [...(this.pending.get(socket) ?? []), { request, response }]);
    if (this.stopped) this.endAfterLast(socket);
    response.once('close', () => this.over(socket, response));
  }

  private over(socket: Socket, response: ServerResponse): void {
    this.underWay.delete(response);
    this.whenOver(response);
    const left = (this.pending.get(socket) ?? []).filter((one) => one.response !== response);
    if (left.length > 0) this.pending.set(socket, left);
    else this.pending.delete(socket);
    // An answer whose head was sent before the stop promised to keep the connection, so it is closed here.
    if (this.stopped) this.closeUnlessUsed(socket);
    this.oneIsOver();
  }

  /** Node’s own way to close idle connections would also cut off an answer that is written but not yet received. */
  private closeUnlessUsed(socket: Socket): void {
    if (!this.pending.has(socket)) hangUpOn(socket);
  }

  /** Every request that was begun on a connection is answered. The last answer says that it is the last. */
  private endAfterLast(socket: Socket): void {
    const last = this.pending.get(socket)?.at(-1);
    if (!last || last.response.headersSent) return;
    last.response.setHeader('Connection', 'close');
    endAfter(last.request);
  }

  private async run(): Promise<void> {
    this.log.log(`stopping: ${requests(this.underWay.size)} under way`);
    for (const socket of this.connections) this.closeUnlessUsed(socket);
    for (const socket of this.pending.keys()) this.endAfterLast(socket);
    const patience = new AbortController();
    await Promise.race([this.allAnswered(), pause(this.mostMs, undefined, { signal: patience.signal })]);
    patience.abort();
    this.server.close();
    if (this.underWay.size > 0) {
      const named = [...this.underWay.values()].slice(0, MOST_NAMED).join(', ');
      this.log.warn(
        `stopping: ${requests(this.underWay.size)} cut off after ${this.mostMs / 1000} s: ${named}`,
      );
    } else this.log.log('stopping: every request is answered');
    this.server.closeAllConnections();
  }

  private async allAnswered(): Promise<void> {
    for (;;) {
      // Requests that have arrived on a connection by now need two turns to get here.
      await turn();
      await turn();
      if (this.underWay.size === 0) return;
      await new Promise<void>((resolve) => (this.oneIsOver = resolve));
    }
  }
}

function requests(count: number): string {
  return count === 1 ? '1 request' : `${count} requests`;
}
