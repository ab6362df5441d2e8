import type { IncomingMessage, Server } from 'node:http';
import { BadRequestException } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AdminApiModule } from '#src/admin-api/admin-api.module.js';
import { ApiDocument } from '#src/admin-api/documentation/api-document.js';
import { FrontDoor } from '#src/authorization-server/front-door.js';
import { Settings } from '#src/config/settings/settings.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { callbackPaths } from '#src/interactions/callback-paths.js';
import { ProblemFilter } from '#src/http/problem.filter.js';

/** Options for creating the application: bodies are parsed below, for Nest’s own routes only. */
export const APP_OPTIONS = { bodyParser: false } as const;

/** What `main` and every end-to-end test do alike between creating the application and listening. */
export async function configureApp(app: NestExpressApplication): Promise<void> {
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  // Which address a request came from; nothing else of what a proxy says is used.
  app.set('trust proxy', app.get(Settings, { strict: false }).listen.trustedProxies);
  app.useBodyParser('urlencoded', { extended: false, limit: '64kb' });
  // A list of brands is longer than anything else that is sent here; the first parser that fits is the one.
  app.useBodyParser('json', { limit: '1mb', type: isBrandBundle, reviver: refusePrototypeKeys });
  app.useBodyParser('json', { limit: '64kb', reviver: refusePrototypeKeys });
  app.use(['/api', '/federation'], refuseZeroCharacters);
  app.use(callbackPaths(app.get(IdentityProviders, { strict: false })));
  app.useGlobalFilters(new ProblemFilter());
  app.get(ApiDocument, { strict: false }).describe(app, AdminApiModule);
  app.enableShutdownHooks();
  await app.init();
  app.get(FrontDoor, { strict: false }).open(app.getHttpServer() as Server);
}

function isBrandBundle({ url, headers }: IncomingMessage): boolean {
  return url === '/api/v1/user-access-brands' && /^application\/json\b/.test(headers['content-type'] ?? '');
}

/** What stands in these addresses is looked up or written down; to PostgreSQL such text is a fault of the server. */
function refuseZeroCharacters(
  request: IncomingMessage,
  _response: unknown,
  next: (error?: Error) => void,
): void {
  next(/%00/.test(request.url ?? '') ? new BadRequestException() : undefined);
}

/** A member that would reach an object’s prototype is an attack or a mistake, never data. */
function refusePrototypeKeys(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new SyntaxError('__proto__ is not a member name');
  return value;
}
