import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { hangUpOn } from './request-body.js';

/** Less than the 30 s that Kubernetes gives a process to end. */
const MOST_MS = 25_000;
/** Of what was cut off, as many are named in the log. */
const MOST_NAMED = 20;

/**
 * Ends a server so that whoever has asked gets an answer: nobody new comes in, requests under way are finished, each
 * connection closes after its answer (RFC 9112 section 9.6), and what takes too long is cut off and named in the log.
 */
export class OrderlyStop {
  private readonly log = new Logger('Wardkey');
  private readonly underWay = new Map<ServerResponse, string>();
  private readonly late = new WeakSet<Socket>();
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

  private begin({ socket, method, url }: IncomingMessage, response: ServerResponse): void {
    const [path = ''] = (url ?? '').split('?', 1);
    // Without an answer a proxy asks somebody else.
    if (this.late.has(socket) && !this.isNeeded(path)) hangUpOn(socket);
    this.underWay.set(response, `${method} ${path}`);
    if (this.stopped && !response.headersSent) response.setHeader('Connection', 'close');
    response.once('close', () => {
      this.underWay.delete(response);
      // One whose head was sent before has promised to keep its connection.
      if (this.stopped) this.server.closeIdleConnections();
    });
  }

  private async run(): Promise<void> {
    this.log.log(`stopping: ${requests(this.underWay.size)} under way`);
    this.server.closeIdleConnections();
    for (const response of this.underWay.keys())
      if (!response.headersSent) response.setHeader('Connection', 'close');
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
      const [response] = this.underWay.keys();
      if (!response) return;
      await new Promise((resolve) => response.once('close', resolve));
    }
  }
}

function requests(count: number): string {
  return count === 1 ? '1 request' : `${count} requests`;
}
