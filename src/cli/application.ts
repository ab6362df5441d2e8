import type { INestApplicationContext, LogLevel } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Settings } from '#src/config/settings/settings.js';
import { CommandLineModule } from '../command-line.module.js';

/**
 * Opens the rooms of the server, without the server, while a command runs.
 *
 * @param logged what the rooms may log meanwhile. It goes to standard output, between the lines that the command
 * prints.
 */
export async function withApplication(
  settings: Settings,
  work: (app: INestApplicationContext) => Promise<void>,
  logged: LogLevel[] = ['error'],
): Promise<void> {
  const app = await NestFactory.createApplicationContext(CommandLineModule.forRoot(settings), {
    logger: logged,
    abortOnError: false,
  });
  try {
    await work(app);
  } finally {
    await app.close();
  }
}
