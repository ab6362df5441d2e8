import type { IncomingMessage, Server } from 'node:http';
import { BadRequestException } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AdminApiModule } from '#src/admin-api/admin-api.module.js';
import { ApiDocument } from '#src/admin-api/documentation/api-document.js';
import { FrontDoor } from '#src/authorization-server/front-door.js';
import { Settings } from '#src/config/settings/settings.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { callbackPaths } from '#src/interactions/callback-paths.js';
import { limitConnections } from '#src/http/connection-limits.js';
import { isNestedTooDeep } from '#src/http/json-depth.js';
import { inNetworks } from '#src/http/networks.js';
import { ProblemFilter } from '#src/http/problem.filter.js';

/** Options for creating the application: bodies are parsed below, for Nest’s own routes only. */
export const APP_OPTIONS = { bodyParser: false } as const;

/** What `main` and every end-to-end test do alike between creating the application and listening. */
export async function configureApp(app: NestExpressApplication): Promise<void> {
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  // Which address a request came from; nothing else of what a proxy says is used.
  const { listen, limits } = app.get(Settings, { strict: false });
  const isProxy = inNetworks(listen.trustedProxies);
  app.set('trust proxy', isProxy);
  // Bodies come in whole and within their limits (FrontDoor); these limits are for what is unpacked from them.
  app.useBodyParser('urlencoded', { extended: false, limit: '64kb' });
  // A list of brands is longer than anything else that is sent here; the first parser that fits is the one.
  const json = { reviver: refusePrototypeKeys, verify: refuseDeepJson };
  app.useBodyParser('json', { ...json, limit: '1mb', type: isBrandBundle });
  app.useBodyParser('json', { ...json, limit: '64kb' });
  app.use(formsAreNeverAbsent);
  app.use(['/api', '/federation'], refuseZeroCharacters);
  app.use(callbackPaths(app.get(IdentityProviders, { strict: false })));
  app.useGlobalFilters(new ProblemFilter());
  app.get(ApiDocument, { strict: false }).describe(app, AdminApiModule);
  app.enableShutdownHooks();
  await app.init();
  const server = app.getHttpServer() as Server;
  limitConnections(server, limits.maxConnections, isProxy);
  app.get(FrontDoor, { strict: false }).open(server);
}

function isBrandBundle({ url, headers }: IncomingMessage): boolean {
  return url === '/api/v1/user-access-brands' && /^application\/json\b/.test(headers['content-type'] ?? '');
}

/**
 * What stands in these addresses is looked up or written down; to PostgreSQL such text is a fault of the server. The query
 * of a provider’s answer is neither as it came.
 */
function refuseZeroCharacters(
  request: IncomingMessage & { baseUrl?: string },
  _response: unknown,
  next: (error?: Error) => void,
): void {
  const { baseUrl, url = '' } = request;
  const address = baseUrl === '/federation' ? url.split('?')[0]! : url;
  next(/%00/.test(address) ? new BadRequestException() : undefined);
}

/** A form that is posted without a body is one without fields. */
function formsAreNeverAbsent(
  request: IncomingMessage & { body?: unknown },
  _response: unknown,
  next: () => void,
): void {
  if (request.method === 'POST' && !/^\/(api|register)\b/.test(request.url ?? '')) request.body ??= {};
  next();
}

/** Before the parser, which would use up its stack. */
function refuseDeepJson(_request: unknown, _response: unknown, body: Buffer): void {
  if (isNestedTooDeep(body.toString('utf8')))
    throw new BadRequestException('The request body is nested too deep');
}

/** A member that would reach an object’s prototype is an attack or a mistake, never data. */
function refusePrototypeKeys(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new SyntaxError('__proto__ is not a member name');
  return value;
}
