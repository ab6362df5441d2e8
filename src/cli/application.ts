import type { INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { Clock } from '#src/clock/clock.js';
import { type LoadedConfiguration, loadConfiguration } from '#src/config/load-configuration.js';
import { databaseFaultMeanwhile } from '#src/database/database-fault.js';
import { Commits } from '#src/database/commits.js';
import { CommandLineModule } from '../command-line.module.js';
import { CommandLog } from './command-log.js';
import { print } from './output.js';

/** What a command begins with: the configuration, and the one clock of the process. */
export interface Beginning extends LoadedConfiguration {
  clock: Clock;
}

/** @throws ConfigurationError */
export function begin(options: { config?: string }): Beginning {
  const clock = new Clock();
  return { ...loadConfiguration({ path: options.config, now: clock.milliseconds() }), clock };
}

/**
 * Opens the rooms of the server, without the server, while a command runs.
 *
 * @param warns whether what the rooms warn of meanwhile is shown, beside their errors.
 * @param more rooms that only this command needs.
 */
export async function withApplication(
  { settings, clock }: Beginning,
  work: (app: INestApplicationContext) => Promise<void>,
  warns = false,
  more: Type[] = [],
): Promise<void> {
  const rooms = CommandLineModule.forRoot(settings, clock, more);
  const app = await NestFactory.createApplicationContext(rooms, {
    logger: new CommandLog(warns),
    abortOnError: false,
  });
  try {
    await work(app);
  } catch (error) {
    throw databaseFaultMeanwhile(error, app.get(DataSource).options);
  } finally {
    await app.close();
  }
}

/** What a command says when its changes are on the disk, a line for each object. Nothing: it has said all it knows. */
export type Outcome = object | undefined | void;

/**
 * What a command changes, and the audit row that tells of it, are written together or not at all.
 *
 * @param work returns what to print. A secret that was shown, or an account that was named, must not be undone later.
 */
export async function changing(app: INestApplicationContext, work: () => Promise<Outcome>): Promise<void> {
  const outcome = await app.get(Commits).together(work);
  if (outcome) print(outcome);
}
