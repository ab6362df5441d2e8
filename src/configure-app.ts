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

/** Options for creating the application: bodies are parsed below, for Nest’s own routes only. */
export const APP_OPTIONS = { bodyParser: false } as const;

/** Where a FHIR server finds out whether the token of a search is good. */
const FHIR_SERVERS_ASK = /^\/(introspect|jwks|\.well-known\/[^/]+|fhir-servers\/.+)$/;

/** What `main` and every end-to-end test do alike between creating the application and listening. */
export async function configureApp(app: NestExpressApplication): Promise<void> {
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  // Whatever is read and has an entity tag says so itself (Tagged): that of an error or of a change stands for nothing.
  app.set('etag', false);
  // Which address a request came from; nothing else of what a proxy says is used.
  const { listen, limits } = app.get(Settings, { strict: false });
  const isProxy = inNetworks(listen.trustedProxies);
  app.set('trust proxy', isProxy);
  app.use(refuseUnreadableAddress);
  app.use(callbackPaths(app.get(IdentityProviders, { strict: false })));
  // Where nothing is, and by which method nothing is, comes before what is wrong with a body.
  app.use(knownRoutes(app.getHttpAdapter().getInstance() as Application));
  // Bodies come in whole and within their limits (FrontDoor); these limits are for what is unpacked from them.
  app.useBodyParser('urlencoded', { extended: false, limit: '64kb' });
  // A list of brands is longer than anything else that is sent here; the first parser that fits is the one.
  const json = { reviver: refusePrototypeKeys, verify: refuseUnreadableJson };
  app.useBodyParser('json', { ...json, limit: '1mb', type: isBrandBundle });
  app.useBodyParser('json', { ...json, limit: '64kb', type: isJson });
  app.use(bodyNotRead);
  app.use(formsAreForms);
  app.useGlobalFilters(new ProblemFilter());
  app.get(ApiDocument, { strict: false }).describe(app, AdminApiModule);
  // A signal that was obeyed is no failure.
  app.enableShutdownHooks([], { useProcessExit: true });
  await app.init();
  const server = app.getHttpServer() as Server;
  limitConnections(server, limits.maxConnections, isProxy);
  app.get(FrontDoor, { strict: false }).open(server);
  // From here on every answer waits for what it depends on (FrontDoor), so writes may wait for each other.
  app.get(Commits, { strict: false }).groupWrites();
  (app.getHttpAdapter() as unknown as HttpAdapter).watchRequests((path) => FHIR_SERVERS_ASK.test(path));
  server.prependListener('request', takeOriginForm);
}

function isBrandBundle(request: IncomingMessage): boolean {
  return request.url?.split('?', 1)[0] === '/api/v1/user-access-brands' && mediaTypeOf(request) === JSON_TYPE;
}
