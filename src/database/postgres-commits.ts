import { type RequestScope, requestScope } from '#src/request-scope/request-scope.js';
import type { PostgresClient, PostgresPool, PostgresQuery, PostgresResult } from './postgres.js';
import { PostgresWrites } from './postgres-writes.js';

type Callback = (error: unknown, result?: unknown, release?: () => void) => void;
type Query = (
  query: PostgresQuery | string,
  values?: unknown[] | Callback,
  callback?: Callback,
) => Promise<PostgresResult> | undefined;

/** Statements by which TypeORM would open or end a transaction on a connection that it believes to be its own. */
const CONTROLS = /^\s*(START|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|RESET)\b/i;

/**
 * How long a statement waits for its answer, in milliseconds. Longer than the limit that PostgreSQL has itself
 * (`statement_timeout`), whose error says more. But where the network drops what is sent, PostgreSQL does not hear of
 * the statement, and the system would wait for a quarter of an hour. pg closes the connection then.
 */
const ANSWER_MS = 7_000;

const watched = new WeakMap<PostgresPool, PostgresCommits>();

/** The writes of the present request; undefined when each statement is committed alone. */
export function presentWrites(pool: PostgresPool): PostgresWrites | undefined {
  return watched.get(pool)?.present();
}

/**
 * Commits the writes of each request together, on PostgreSQL. Everything that takes a connection from the pool within a
 * request gets one that passes its statements to {@link PostgresWrites}: TypeORM, plain SQL and the counts of attempts.
 *
 * Another request does not see what is not committed yet, and so can depend on nothing that may be lost.
 */
export class PostgresCommits {
  private pool: PostgresPool | undefined;
  private readonly ofRequests = new WeakMap<RequestScope, PostgresWrites>();
  private longestPauseMs: number | undefined;

  /** @param onLoss is told why writes of a request were lost. */
  constructor(private readonly onLoss: (cause: unknown) => void) {}

  /**
   * From now on, the writes of requests share transactions.
   *
   * @param longestPauseMs see {@link PostgresWrites}.
   */
  watch(pool: PostgresPool, longestPauseMs?: number): void {
    this.longestPauseMs = longestPauseMs;
    if (this.pool) return;
    // Not before the server serves: a migration may take longer.
    pool.on('acquire', ({ connectionParameters }) => (connectionParameters.query_timeout = ANSWER_MS));
    const connect = pool.connect.bind(pool) as (callback?: Callback) => Promise<PostgresClient>;
    this.pool = { connect: () => connect(), on: pool.on.bind(pool) };
    watched.set(pool, this);
    pool.connect = ((callback?: Callback) => {
      const writes = this.present();
      if (!writes) return connect(callback);
      const client = passingTo(writes);
      if (!callback) return Promise.resolve(client);
      callback(undefined, client, () => {});
      return undefined;
    }) as PostgresPool['connect'];
  }

  present(): PostgresWrites | undefined {
    const scope = requestScope.getStore();
    if (!scope || !this.pool) return undefined;
    let writes = this.ofRequests.get(scope);
    if (!writes) {
      const hasFailed = () => scope.hasLost === true;
      writes = new PostgresWrites(this.pool, this.onLoss, this.longestPauseMs, hasFailed);
      this.ofRequests.set(scope, writes);
    }
    return writes;
  }

  /** As {@link PostgresWrites.settled}, for one request. Work in the background has nothing to wait for. */
  settled(scope: RequestScope | undefined): Promise<void> | undefined {
    return scope && this.ofRequests.get(scope)?.settled();
  }

  /** Undoes what one request has written since its last commit. */
  async undo(scope: RequestScope): Promise<void> {
    await this.ofRequests.get(scope)?.undo();
  }
}

/** A connection as pg’s pool gives it, with the members that are used within requests. */
function passingTo(writes: PostgresWrites): PostgresClient {
  const query: Query = (first, second, third) => {
    const [values, callback] = typeof second === 'function' ? [undefined, second] : [second, third];
    const given = typeof first === 'string' ? { text: first } : first;
    const whole = values ? { ...given, values } : given;
    const result = CONTROLS.test(whole.text)
      ? Promise.reject(new Error(`the transaction of a request is not the caller’s: ${whole.text}`))
      : writes.query(whole);
    if (!callback) return result;
    result.then(
      (done) => callback(null, done),
      (error: unknown) => callback(error),
    );
    return undefined;
  };
  const client = {
    query,
    release: () => {},
    on: () => client,
    once: () => client,
    removeListener: () => client,
  };
  return client as unknown as PostgresClient;
}
