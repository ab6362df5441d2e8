import {
  createServer,
  IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { ExpressAdapter } from '@nestjs/platform-express';
import { HeldAnswer } from './answers/hold-answer.js';
import { OrderlyStop } from './orderly-stop.js';
import { answerUnreadable } from './incoming/unreadable-request.js';

const SERVER_OPTIONS = {
  /**
   * An authorization request that spells out every scope has an address of 20 kB. Node’s default is 16 kB for all
   * headers.
   */
  maxHeaderSize: 64 * 1024,
  headersTimeout: 10_000,
  /** Head and body together. No valid request is large. */
  requestTimeout: 30_000,
  /** How often Node checks the two limits above. With its default of 30 s they would be much less exact. */
  connectionsCheckingInterval: 2_000,
  /**
   * Longer than a proxy keeps an unused connection to this server (nginx 60 s, Caddy 120 s). The side that closes first
   * may close while a request is on its way, so it must be the proxy that closes.
   */
  keepAliveTimeout: 130_000,
  /** The front door checks this header and answers in words. */
  requireHostHeader: false,
};

/** The longest time without any traffic on a connection that is being answered. */
const SILENCE_MS = 60_000;

/** What the end of a server depends on. */
export interface StopOptions {
  /** See OrderlyStop. */
  isNeeded: (path: string) => boolean;
  /** For so many milliseconds new requests are still answered, while `isStopping` is true. */
  drainMs: number;
  /** See OrderlyStop. */
  whenOver: (response: ServerResponse) => void;
}

type Express = RequestListener & { request: object; response: object };

/**
 * Makes an Express application give its requests and answers the prototypes of these classes. It changes the prototype
 * of each object, and that costs more than all else that it does, unless the object has the right one already.
 */
function useClasses(
  express: Express,
  { IncomingMessage, ServerResponse }: Record<'IncomingMessage' | 'ServerResponse', { prototype: object }>,
): void {
  express.request = withMembers(IncomingMessage.prototype, express.request);
  express.response = withMembers(ServerResponse.prototype, express.response);
}

/** Takes over the members of a prototype of an application, and of the prototype of Express behind it. */
function withMembers(prototype: object, ofApplication: object): object {
  for (const part of [Object.getPrototypeOf(ofApplication) as object, ofApplication]) {
    const { constructor: _, ...members } = Object.getOwnPropertyDescriptors(part);
    Object.defineProperties(prototype, members);
  }
  return prototype;
}

/** Nest on Express, on a server that accepts long addresses, limits every wait, and stops in order. */
export class HttpAdapter extends ExpressAdapter {
  private orderlyStop: OrderlyStop | undefined;
  private drainMs = 0;
  /** Whether the server was told to stop. */
  isStopping = false;

  constructor() {
    super();
    // Only one spelling of an address may find a route: what is checked before the routes must be what the routes
    // match. The settings are made on the router itself, because the application has created its router by now and
    // would not use its own settings of these names.
    const { router } = this.getInstance<{ router: object }>();
    Object.assign(router, { caseSensitive: true, strict: true });
  }

  override initHttpServer(): void {
    const express = this.getInstance<Express>();
    const classes = {
      IncomingMessage: class extends IncomingMessage {},
      ServerResponse: class<Request extends IncomingMessage> extends HeldAnswer<Request> {},
    };
    useClasses(express, classes);
    const server = createServer({ ...SERVER_OPTIONS, ...classes }, express);
    // The server does not wait for a client that reads nothing of an answer, or sends nothing.
    server.setTimeout(SILENCE_MS);
    server.on('clientError', answerUnreadable);
    this.httpServer = server;
  }

  /**
   * Tracks requests from now on, for an orderly stop. To be called when the request listeners do not change any more.
   */
  watchRequests({ isNeeded, drainMs, whenOver }: StopOptions): void {
    this.drainMs = drainMs;
    this.orderlyStop = new OrderlyStop(this.httpServer as Server, isNeeded, undefined, whenOver);
  }

  /** Runs before anything is shut down that an answer may need. */
  override async beforeClose(): Promise<void> {
    super.beforeClose();
    this.isStopping = true;
    if (this.drainMs > 0) await pause(this.drainMs);
    await this.orderlyStop?.stop();
  }
}
