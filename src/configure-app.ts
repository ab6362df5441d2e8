import type { IncomingMessage, Server } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Application } from 'express';
import { AdminApiModule } from '#src/admin-api/admin-api.module.js';
import { ApiDocument } from '#src/admin-api/documentation/api-document.js';
import { FrontDoor } from '#src/authorization-server/front-door/front-door.js';
import { Commits } from '#src/database/commits.js';
import { Settings } from '#src/config/settings/settings.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { callbackPaths } from '#src/interactions/doorway/callback-paths.js';
import { limitConnections } from '#src/http/incoming/connection-limits.js';
import { Load } from '#src/http/incoming/load.js';
import type { HttpAdapter } from '#src/http/http-adapter.js';
import { knownRoutes } from '#src/http/answers/known-routes.js';
import { JSON_TYPE, mediaTypeOf } from '#src/http/incoming/media-types.js';
import { inNetworks } from '#src/http/addresses/networks.js';
import { ProblemFilter } from '#src/http/answers/problem.filter.js';
import { takeOriginForm } from '#src/http/incoming/request-target.js';
import {
  bodyNotRead,
  formsAreForms,
  isJson,
  refusePrototypeKeys,
  refuseUnreadableAddress,
  refuseUnreadableJson,
} from '#src/http/incoming/readable-body.js';

/** Options for creating the application. {@link configureApp} sets the body parsers, for Nest’s own routes only. */
export const APP_OPTIONS = { bodyParser: false } as const;

/**
 * What is answered while the server stops: the routes at which a FHIR server checks the access token of a search from
 * this server, and whether the server works.
 */
const ANSWERED_TO_THE_END = /^\/(introspect|jwks|\.well-known\/[^/]+|fhir-servers\/.+|health\/[^/]+)$/;

/** What `main` and every end-to-end test do between creating the application and listening. */
export async function configureApp(app: NestExpressApplication): Promise<void> {
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  // Routes whose answer has an entity tag declare it (Tagged). Express would also tag errors and changes, where a tag
  // means nothing.
  app.set('etag', false);
  // This decides which address a request came from. Nothing else that a proxy says is used.
  const { listen, limits } = app.get(Settings, { strict: false });
  const isProxy = inNetworks(listen.trustedProxies);
  app.set('trust proxy', isProxy);
  app.use(refuseUnreadableAddress);
  app.use(callbackPaths(app.get(IdentityProviders, { strict: false })));
  // An unknown path or method is answered before the body is checked.
  app.use(knownRoutes(app.getHttpAdapter().getInstance() as Application));
  // FrontDoor has read the body within its own limits. These limits apply after decompression.
  app.useBodyParser('urlencoded', { extended: false, limit: '64kb' });
  // A brand bundle may be longer than any other body. The first parser that accepts the request is used.
  const json = { reviver: refusePrototypeKeys, verify: refuseUnreadableJson };
  app.useBodyParser('json', { ...json, limit: '1mb', type: isBrandBundle });
  app.useBodyParser('json', { ...json, limit: '64kb', type: isJson });
  app.use(bodyNotRead);
  app.use(formsAreForms);
  app.useGlobalFilters(new ProblemFilter());
  app.get(ApiDocument, { strict: false }).describe(app, AdminApiModule);
  // The process exits with code 0 after a signal, because an orderly stop is not a failure.
  app.enableShutdownHooks([], { useProcessExit: true });
  await app.init();
  const server = app.getHttpServer() as Server;
  limitConnections(server, limits.maxConnections, isProxy);
  app.get(FrontDoor, { strict: false }).open(server);
  // From here on every answer waits for what it depends on (FrontDoor), so writes may wait for each other.
  app.get(Commits, { strict: false }).groupWrites();
  const load = app.get(Load, { strict: false });
  (app.getHttpAdapter() as unknown as HttpAdapter).watchRequests({
    isNeeded: (path) => ANSWERED_TO_THE_END.test(path),
    drainMs: listen.drainSeconds * 1000,
    whenOver: (response) => load.end(response),
  });
  server.prependListener('request', takeOriginForm);
}

function isBrandBundle(request: IncomingMessage): boolean {
  return request.url?.split('?', 1)[0] === '/api/v1/user-access-brands' && mediaTypeOf(request) === JSON_TYPE;
}
