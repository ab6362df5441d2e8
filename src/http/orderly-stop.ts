import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { endAfter, hangUpOn, isEnding } from './incoming/request-body.js';

/** Less than the 30 s that Kubernetes gives a process to end. */
const MOST_MS = 25_000;
/** Of what was cut off, as many are named in the log. */
const MOST_NAMED = 20;

interface Pending {
  request: IncomingMessage;
  response: ServerResponse;
}

/**
 * Ends a server so that whoever has asked gets an answer: nobody new comes in, requests under way are finished, each
 * connection closes after its answer (RFC 9112 section 9.6), and what takes too long is cut off and named in the log.
 */
export class OrderlyStop {
  private readonly log = new Logger('Wardkey');
  private readonly underWay = new Map<ServerResponse, string>();
  /** What each connection has under way, in the order of its answers: a client may ask again before it has one. */
  private readonly pending = new Map<Socket, Pending[]>();
  private readonly connections = new Set<Socket>();
  private readonly late = new WeakSet<Socket>();
  private oneIsOver = () => {};
  private stopped: Promise<void> | undefined;

  /**
   * Watches what comes from now on; listeners that are there already are asked afterwards.
   *
   * @param isNeeded paths that a request under way may need the answer of: a FHIR server asks us about the token of the
   * search it waits for. They are served to new connections too, as long as a request is under way.
   */
  constructor(
    private readonly server: Server,
    private readonly isNeeded: (path: string) => boolean,
    private readonly mostMs = MOST_MS,
  ) {
    server.on('connection', (socket) => {
      if (this.stopped) this.late.add(socket);
      this.connections.add(socket);
      // An answer that waits for its turn does not learn that there is nobody any more.
      socket.once('close', () => {
        this.connections.delete(socket);
        for (const { response } of this.pending.get(socket) ?? []) this.over(socket, response);
      });
    });
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) =>
      this.begin(request, response),
    );
  }

  /** Once, however often it is asked for. @returns when everything is answered or cut off, and no connection is left. */
  stop(): Promise<void> {
    this.stopped ??= this.run();
    return this.stopped;
  }

  private begin(request: IncomingMessage, response: ServerResponse): void {
    // What comes after the announced end is nobody’s to answer.
    if (isEnding(request)) return;
    const { socket, method, url } = request;
    const [path = ''] = (url ?? '').split('?', 1);
    // Without an answer a proxy asks somebody else.
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
    const left = (this.pending.get(socket) ?? []).filter((one) => one.response !== response);
    if (left.length > 0) this.pending.set(socket, left);
    else this.pending.delete(socket);
    // One whose head was sent before has promised to keep its connection.
    if (this.stopped) this.closeUnlessUsed(socket);
    this.oneIsOver();
  }

  /** Node’s own way to close what is idle would also cut off an answer that is written and not yet taken. */
  private closeUnlessUsed(socket: Socket): void {
    if (!this.pending.has(socket)) hangUpOn(socket);
  }

  /** Everything that was begun on a connection is answered; the last answer says that it is the last. */
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
      // What has come in on a connection by now is on its way here.
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
