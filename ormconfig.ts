import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { entities } from '#src/app.entities.js';
import { Clock } from '#src/clock/clock.js';
import { loadConfiguration } from '#src/config/load-configuration.js';
import { dataSourceOptions } from '#src/database/data-source-options.js';

/** The connection for TypeORM's own command line (`npm run typeorm -- migration:show`): the server's, from the same settings. */
export default new DataSource({
  ...dataSourceOptions(loadConfiguration({ now: new Clock().milliseconds() }).settings, entities),
  migrationsRun: false,
});
