import { createServer, type Server } from 'node:http';
import { ExpressAdapter } from '@nestjs/platform-express';
import { OrderlyStop } from './orderly-stop.js';
import { answerUnreadable } from './incoming/unreadable-request.js';

const SERVER_OPTIONS = {
  /** An authorization request with every scope spelled out is 20 kB of address; Node’s default is 16 kB for all headers. */
  maxHeaderSize: 64 * 1024,
  headersTimeout: 10_000,
  /** Head and body together: nothing that is sent here is large. */
  requestTimeout: 30_000,
  /** How often the two above are looked at. Node’s default of 30 s would make an hour-glass of them. */
  connectionsCheckingInterval: 2_000,
  /**
   * Longer than a proxy keeps a connection to us that it does not use (nginx 60 s, Caddy 120 s): whoever closes first may
   * close while a request is on its way, and it is the proxy that must do so.
   */
  keepAliveTimeout: 130_000,
  /** The front door says it, in words. */
  requireHostHeader: false,
};

/** Between two signs of life on a connection that is being answered. */
const SILENCE_MS = 60_000;

/** Nest on Express, on a server that takes long addresses, waits for nobody for long, and ends in order. */
export class HttpAdapter extends ExpressAdapter {
  private orderlyStop: OrderlyStop | undefined;

  constructor() {
    super();
    // An address has one spelling: what is looked at before the routes must be what they find. By now the application has
    // made its router, and its settings of these names come too late.
    const { router } = this.getInstance<{ router: object }>();
    Object.assign(router, { caseSensitive: true, strict: true });
  }

  override initHttpServer(): void {
    const server = createServer(SERVER_OPTIONS, this.getInstance());
    // Whoever takes nothing of an answer, or sends nothing, is not waited for.
    server.setTimeout(SILENCE_MS);
    server.on('clientError', answerUnreadable);
    this.httpServer = server;
  }

  /**
   * From now on requests are known while they are under way; to be called when nobody changes who gets them any more.
   *
   * @param isNeeded see OrderlyStop.
   */
  watchRequests(isNeeded: (path: string) => boolean): void {
    this.orderlyStop = new OrderlyStop(this.httpServer as Server, isNeeded);
  }

  /** Before anything that an answer may need is taken down. */
  override async beforeClose(): Promise<void> {
    super.beforeClose();
    await this.orderlyStop?.stop();
  }
}
