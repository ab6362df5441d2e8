import type { Server } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Engine } from '#src/authorization-server/engine.js';
import { openFrontDoor } from '#src/authorization-server/front-door.js';
import { ProblemFilter } from '#src/http/problem.filter.js';

/** Options for creating the application: bodies are parsed below, for Nest’s own routes only. */
export const APP_OPTIONS = { bodyParser: false } as const;

/** What `main` and every end-to-end test do alike between creating the application and listening. */
export async function configureApp(app: NestExpressApplication): Promise<void> {
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.useBodyParser('urlencoded', { extended: false, limit: '64kb' });
  app.useBodyParser('json', { limit: '64kb' });
  app.useGlobalFilters(new ProblemFilter());
  app.enableShutdownHooks();
  await app.init();
  openFrontDoor(app.getHttpServer() as Server, app.get(Engine));
}
