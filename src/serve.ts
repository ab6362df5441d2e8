import cluster from 'node:cluster';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Clock } from '#src/clock/clock.js';
import { loadConfiguration } from '#src/config/load-configuration.js';
import { ConfigurationError } from '#src/config/problems.js';
import type { Settings } from '#src/config/settings/settings.js';
import { listeningFault } from '#src/http/incoming/listening-fault.js';
import { HttpAdapter } from '#src/http/http-adapter.js';
import { AppModule } from './app.module.js';
import { APP_OPTIONS, configureApp } from './configure-app.js';
import { ServerLog } from './server-log.js';
import { serveWithWorkers } from './serve-with-workers.js';

/**
 * Starts the server and returns when it listens; with several workers, when all of them have ended.
 *
 * @param configPath `--config`; see loadConfiguration for what happens without.
 * @param workers how many processes serve. With one, this process serves itself.
 * @throws ConfigurationError before anything is opened.
 * @throws DomainError when the database, a file or the port cannot be used.
 */
export async function serve(configPath?: string, workers = 1): Promise<void> {
  // The one clock of this process.
  const clock = new Clock();
  const { settings, warnings, file } = loadConfiguration({ path: configPath, now: clock.milliseconds() });
  if (workers > 1 && cluster.isPrimary) {
    refuseWorkers(settings, workers);
    Logger.overrideLogger(new ServerLog(settings, clock));
    process.exitCode = await serveWithWorkers(workers, settings.metrics, clock);
    return;
  }
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.forRoot(settings, clock),
    new HttpAdapter(),
    {
      ...APP_OPTIONS,
      abortOnError: false,
      logger: new ServerLog(settings, clock),
    },
  );
  const log = new Logger('Wardkey');
  log.log(file ? `configuration: ${file}` : 'configuration: built-in defaults (no config/wardkey.yaml)');
  for (const warning of warnings) log.warn(`configuration: ${warning.path}: ${warning.message}`);
  await configureApp(app);
  await app.listen(settings.listen.port, settings.listen.host).catch((error: unknown) => {
    throw listeningFault(error, settings.listen, 'listen');
  });
  log.log(`${settings.issuer} is served on ${settings.listen.host}:${settings.listen.port}`);
}

/** @throws ConfigurationError when the settings are for one process. */
function refuseWorkers({ database }: Settings, workers: number): void {
  if (database.url!.startsWith('postgres')) return;
  const message = `must be a PostgreSQL database for --workers ${workers}: an SQLite database belongs to one process, which commits the writes of many requests together. Leave --workers out, or use PostgreSQL`;
  throw new ConfigurationError([{ path: 'database.url', message }]);
}
