import { DataSource, type DataSourceOptions, MigrationExecutor, type QueryRunner } from 'typeorm';
import { withStartLock } from './start-lock.js';

/**
 * Connects, and brings the schema up to date if the options ask for it.
 *
 * Processes that start at the same moment wait for each other. With TypeORM alone, both would create the same tables,
 * and one of them would fail to start.
 *
 * @param beforehand is done before the schema is changed, and what it throws is thrown.
 */
export async function openDatabase(
  options: DataSourceOptions,
  beforehand: (dataSource: DataSource) => Promise<void> = async () => {},
): Promise<DataSource> {
  const dataSource = await new DataSource({ ...options, migrationsRun: false }).initialize();
  try {
    await beforehand(dataSource);
    if (options.migrationsRun) await migrate(dataSource);
  } catch (error) {
    await dataSource.destroy();
    throw error;
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
