import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Clock } from '#src/clock/clock.js';
import { loadConfiguration } from '#src/config/load-configuration.js';
import { HttpAdapter } from '#src/http/http-adapter.js';
import { AppModule } from './app.module.js';
import { APP_OPTIONS, configureApp } from './configure-app.js';
import { ServerLog } from './server-log.js';

/**
 * Starts the server and returns when it listens.
 *
 * @param configPath `--config`; see loadConfiguration for what happens without.
 * @throws ConfigurationError before anything is opened.
 */
export async function serve(configPath?: string): Promise<void> {
  // The one clock of this process.
  const clock = new Clock();
  const { settings, warnings, file } = loadConfiguration({ path: configPath, now: clock.milliseconds() });
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
  await app.listen(settings.listen.port, settings.listen.host);
  log.log(`${settings.issuer} is served on ${settings.listen.host}:${settings.listen.port}`);
}
