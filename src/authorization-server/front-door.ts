import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import { newReference } from '#src/crypto/handle.js';
import { errorForLog } from '#src/errors/domain-error.js';
import { securityHeaders } from '#src/http/security-headers.js';
import { BearerIntrospection, REFUSED } from './bearer-introspection.js';
import { Engine } from './engine.js';
import { CONSENT_ADDED, promptForOfflineAccess } from './middleware.js';
import { asOpaqueHandle } from './jwt-access-tokens.js';
import { PostedRequests } from './posted-requests.js';
import { asGet, readForm, withForm } from './request-replay.js';

/** Paths the engine answers. Everything else is Nest’s. */
const ENGINE_PATH =
  /^\/(authorize(\/[^/]+)?|token|introspect|revoke|userinfo|jwks|logout(\/[a-z]+)?|par|\.well-known\/(openid-configuration|oauth-authorization-server))$/;

/** Where browsers come by GET and by POST. */
const BY_FORM_TOO = new Set(['/authorize', '/logout']);

/** Forms that the engine would not understand as they come. */
const CHANGED: Record<string, (form: URLSearchParams) => void> = {
  '/introspect': tokenOfEitherKind,
  '/revoke': tokenOfEitherKind,
  '/par': offlineAccessWithoutPrompt,
};

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Puts the engine in front of Nest on the same server: it reads its own bodies, and Express would cost it two fifths of
 * its speed. What the engine does not take as it comes is brought into its form here.
 */
@Injectable()
export class FrontDoor {
  private readonly log = new Logger('FrontDoor');

  constructor(
    private readonly engine: Engine,
    private readonly posted: PostedRequests,
    private readonly bearers: BearerIntrospection,
  ) {}

  open(server: Server): void {
    const rest = server.listeners('request') as Listener[];
    server.removeAllListeners('request');
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      securityHeaders(request, response, () => {
        const path = (request.url ?? '').split('?', 1)[0]!;
        if (!ENGINE_PATH.test(path)) {
          for (const listener of rest) listener.call(server, request, response);
          return;
        }
        this.prepared(path, request, response).then(
          (readable) => readable && this.engine.handle(readable, response),
          (error: unknown) => this.failed(error, response),
        );
      });
    });
  }

  /** @returns the request for the engine; undefined when it has been answered. */
  private async prepared(
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<IncomingMessage | undefined> {
    if (BY_FORM_TOO.has(path)) {
      if (request.method === 'GET') return this.posted.recall(request, path);
      if (request.method !== 'POST') return request;
      const location = await this.posted.keep(request, path);
      // No form, or one without end: a request without parameters, which has its own page.
      if (location === undefined) return asGet(request, path);
      response.writeHead(303, { location, 'cache-control': 'no-store' }).end();
      return undefined;
    }
    if (path === '/introspect') {
      const authorization = await this.bearers.authorization(request);
      if (authorization === REFUSED) return refuseBearer(response);
      if (authorization) request.headers.authorization = authorization;
    }
    const change = request.method === 'POST' ? CHANGED[path] : undefined;
    const form = change && (await readForm(request));
    if (!form) return request;
    change(form);
    return withForm(request, form);
  }

  /** The connection broke while its body was read, or the database did not answer. */
  private failed(error: unknown, response: ServerResponse): void {
    if (response.destroyed) return;
    const reference = newReference();
    this.log.error(`${reference} ${errorForLog(error)}`, error instanceof Error ? error.stack : undefined);
    const problem = { error: 'server_error', error_description: `something went wrong (${reference})` };
    response.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify(problem));
  }
}

/** RFC 6750 section 3.1. */
function refuseBearer(response: ServerResponse): undefined {
  const error = 'invalid_token';
  const error_description = 'the access token is not valid, or does not allow introspection';
  response
    .writeHead(401, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'www-authenticate': `Bearer realm="wardkey", error="${error}", error_description="${error_description}"`,
    })
    .end(JSON.stringify({ error, error_description }));
}

function tokenOfEitherKind(form: URLSearchParams): void {
  const tokens = form.getAll('token');
  if (tokens.length === 1) form.set('token', asOpaqueHandle(tokens[0]!));
}

function offlineAccessWithoutPrompt(form: URLSearchParams): void {
  const prompt = promptForOfflineAccess(form.get('scope'), form.get('prompt'));
  if (prompt !== undefined && form.getAll('prompt').length < 2) {
    form.set('prompt', prompt);
    form.set(CONSENT_ADDED, '1');
  }
}
