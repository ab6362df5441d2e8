import { DataSource, type DataSourceOptions, MigrationExecutor, type QueryRunner } from 'typeorm';
import { databaseFault } from './database-fault.js';
import { withStartLock } from './start-lock.js';

/**
 * Opens a database. All of this server is opened here, so that a fault always says the same.
 *
 * @throws DatabaseFaultError, FileFaultError for what an administrator can mend.
 */
export async function connected(options: DataSourceOptions): Promise<DataSource> {
  try {
    return await new DataSource(options).initialize();
  } catch (error) {
    throw databaseFault(error, options);
  }
}

/**
 * Connects, and brings the schema up to date if the options ask for it.
 *
 * Processes that start at the same moment wait for each other. With TypeORM alone, both would create the same tables,
 * and one of them would fail to start.
 *
 * @param beforehand is done before the schema is changed.
 * @throws as {@link connected}, and what `beforehand` throws.
 */
export async function openDatabase(
  options: DataSourceOptions,
  beforehand: (dataSource: DataSource) => Promise<void> = async () => {},
): Promise<DataSource> {
  const dataSource = await connected({ ...options, migrationsRun: false });
  try {
    await beforehand(dataSource);
    if (options.migrationsRun) await migrate(dataSource);
  } catch (error) {
    await dataSource.destroy();
    throw databaseFault(error, options);
  }
  return dataSource;
}

async function migrate(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    await withStartLock(runner, () => run(dataSource, runner));
  } finally {
    await runner.release();
  }
}

async function run(dataSource: DataSource, runner: QueryRunner): Promise<void> {
  await new MigrationExecutor(dataSource, runner).executePendingMigrations();
}
