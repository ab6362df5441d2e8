import { DataSource, type DataSourceOptions, MigrationExecutor, type QueryRunner } from 'typeorm';

/** Any number, as long as it is always the same: whoever holds this lock migrates. */
const LOCK = 1_764_000_000;

/**
 * Connects, and brings the schema up to date where the options ask for it.
 *
 * Processes that start at the same moment wait for one another; TypeORM by itself would let both create the same
 * tables, and one of them would not start.
 */
export async function openDatabase(options: DataSourceOptions): Promise<DataSource> {
  const dataSource = await new DataSource({ ...options, migrationsRun: false }).initialize();
  if (!options.migrationsRun) return dataSource;
  try {
    await migrate(dataSource);
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
  return dataSource;
}

async function migrate(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    if (dataSource.options.type === 'postgres') await withLock(runner, () => run(dataSource, runner));
    else await run(dataSource, runner);
  } finally {
    await runner.release();
  }
}

async function withLock(runner: QueryRunner, work: () => Promise<void>): Promise<void> {
  // Neither waiting for another process nor a migration of a large table is a request that takes too long.
  await runner.query('SET statement_timeout = 0');
  await runner.query('SELECT pg_advisory_lock($1)', [LOCK]);
  try {
    await work();
  } finally {
    await runner.query('SELECT pg_advisory_unlock($1)', [LOCK]);
    await runner.query('RESET statement_timeout');
  }
}

async function run(dataSource: DataSource, runner: QueryRunner): Promise<void> {
  await new MigrationExecutor(dataSource, runner).executePendingMigrations();
}
