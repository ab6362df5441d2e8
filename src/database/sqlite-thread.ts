import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** As text, because a thread does not read TypeScript, and the tests run the source. */
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads');
try {
  const connection = new (require(workerData.driver))(workerData.path, { fileMustExist: true });
  connection.pragma('auto_vacuum = INCREMENTAL');
  const statement = connection.prepare(workerData.sql);
  const rows = statement[statement.reader ? 'all' : 'run'](...workerData.parameters);
  connection.close();
  parentPort.postMessage({ rows });
} catch ({ code, message }) {
  parentPort.postMessage({ fault: { code, message } });
}`;

/**
 * Runs one statement that takes long on an SQLite file, in a thread of its own. This thread hears signals meanwhile.
 *
 * @returns the rows of a statement that reads.
 * @throws the error of SQLite, with its code.
 */
export function inThread(path: string, sql: string, ...parameters: unknown[]): Promise<unknown> {
  const driver = createRequire(import.meta.url).resolve('better-sqlite3');
  const thread = new Worker(THREAD, { eval: true, workerData: { driver, path, sql, parameters } });
  return new Promise((resolve, reject) => {
    thread.once(
      'message',
      ({ rows, fault }: { rows?: unknown; fault?: { code: string; message: string } }) => {
        if (fault) reject(Object.assign(new Error(fault.message), { code: fault.code }));
        else resolve(rows);
      },
    );
    thread.once('error', reject);
  });
}
