import type { DataSource } from 'typeorm';

/** What this room uses of pg. */
export interface PostgresQuery {
  text: string;
  values?: unknown[];
  /** Under this name a connection remembers the statement, so that it is parsed and planned once. */
  name?: string;
}

export interface PostgresResult {
  command: string;
  rowCount: number | null;
  rows: unknown[];
}

export interface PostgresClient {
  connectionParameters: { query_timeout: number | false };
  query(query: PostgresQuery | string): Promise<PostgresResult>;
  on(event: 'error', listener: () => void): unknown;
  removeListener(event: 'error', listener: () => void): unknown;
  /** @param isBroken the connection is closed and not used again. */
  release(isBroken?: boolean): void;
}

export interface PostgresPool {
  connect(): Promise<PostgresClient>;
  /** The listener gets each connection before whoever asked for it. */
  on(event: 'acquire', listener: (client: PostgresClient) => void): unknown;
}

/** Whether a statement surely changes nothing and locks nothing for later statements. */
export function onlyReads({ text }: PostgresQuery): boolean {
  return /^\s*SELECT\b/i.test(text) && !/\bFOR\s+(NO|KEY|UPDATE|SHARE)\b/i.test(text);
}

/**
 * PostgreSQL’s classes of errors that say nothing about a statement: the connection is broken, there are too many, the
 * server stops, or the statement took too long.
 */
const OUT_OF_REACH = /^(08|53|57)/;

/**
 * Whether a statement failed because the database cannot be reached. Errors of the database itself have a code of five
 * characters, one of them a digit; broken connections, and a pool without a free one, have another code, such as EPIPE,
 * or none.
 */
export function isOutOfReach(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return false;
  const code = String((error as { code?: unknown } | undefined)?.code ?? '');
  return /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? OUT_OF_REACH.test(code) : true;
}

/** The connections of a PostgreSQL data source that is initialized. */
export function postgresPool(dataSource: DataSource): PostgresPool {
  return (dataSource.driver as unknown as { master: PostgresPool }).master;
}

/**
 * Takes a connection from the pool.
 *
 * @returns it, and how to give it back; one that is broken is closed and not used again.
 */
export async function takeClient(
  pool: PostgresPool,
): Promise<{ client: PostgresClient; giveBack(isBroken?: boolean): void }> {
  const client = await pool.connect();
  // A connection that breaks also fails its statements. Without a listener the event would end the process.
  const ignore = () => {};
  client.on('error', ignore);
  const giveBack = (isBroken = false) => {
    client.removeListener('error', ignore);
    client.release(isBroken);
  };
  return { client, giveBack };
}

/**
 * Runs one statement on any connection. The pool’s own `query` would close the connection of a statement that fails.
 */
export async function queryAlone(pool: PostgresPool, query: PostgresQuery): Promise<PostgresResult> {
  const { client, giveBack } = await takeClient(pool);
  try {
    return await client.query(query);
  } finally {
    giveBack();
  }
}
