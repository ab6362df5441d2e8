import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { securityHeaders } from '#src/http/security-headers.js';
import type { Engine } from './engine.js';
import { promptForOfflineAccess } from './middleware.js';
import { asOpaqueHandle } from './jwt-access-tokens.js';
import { withChangedForm } from './request-replay.js';

/** Paths the engine answers. Everything else is Nest’s. */
const ENGINE_PATH =
  /^\/(authorize(\/[^/]+)?|token|introspect|revoke|userinfo|jwks|logout(\/[a-z]+)?|par|\.well-known\/(openid-configuration|oauth-authorization-server))$/;

/** Forms that the engine would not understand as they come. */
const CHANGED: Record<string, (form: URLSearchParams) => void> = {
  '/introspect': tokenOfEitherKind,
  '/revoke': tokenOfEitherKind,
  '/par': offlineAccessWithoutPrompt,
};

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Puts the engine in front of Nest on the same server: it reads its own bodies, and Express would cost it two fifths of
 * its speed.
 */
export function openFrontDoor(server: Server, engine: Engine): void {
  const rest = server.listeners('request') as Listener[];
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    securityHeaders(request, response, () => {
      const path = (request.url ?? '').split('?', 1)[0]!;
      if (!ENGINE_PATH.test(path)) {
        for (const listener of rest) listener.call(server, request, response);
      } else if (request.method === 'POST' && CHANGED[path]) {
        void withChangedForm(request, CHANGED[path]).then(
          (readable) => engine.handle(readable, response),
          () => response.destroy(),
        );
      } else {
        engine.handle(request, response);
      }
    });
  });
}

function tokenOfEitherKind(form: URLSearchParams): void {
  const tokens = form.getAll('token');
  if (tokens.length === 1) form.set('token', asOpaqueHandle(tokens[0]!));
}

function offlineAccessWithoutPrompt(form: URLSearchParams): void {
  const prompt = promptForOfflineAccess(form.get('scope'), form.get('prompt'));
  if (prompt !== undefined && form.getAll('prompt').length < 2) form.set('prompt', prompt);
}
