import { type DataSourceOptions, QueryFailedError } from 'typeorm';
import { DomainError } from '#src/errors/domain-error.js';
import { FileFaultError } from '#src/files/file-fault.js';
import { CommitLostError } from './commit-lost-error.js';
import { isOutOfReach } from './postgres.js';

/** What kind of fault it is; see {@link DatabaseFaultError}. */
export type DatabaseFault =
  | 'database_unreachable'
  | 'database_denied'
  | 'database_missing'
  | 'database_tls'
  | 'database_damaged'
  | 'database_busy';

/** The database that the settings name cannot be used. The message says which one, why, and what would be right. */
export class DatabaseFaultError extends DomainError {
  constructor(fault: DatabaseFault, message: string, cause?: unknown) {
    super({ code: fault, message, cause });
  }
}

/**
 * @param error of the driver, when a database was opened or migrated.
 * @returns what that means; the error itself when it is something else.
 */
export function databaseFault(error: unknown, options: DataSourceOptions): unknown {
  if (error instanceof DomainError) return error;
  const cause = (error as { driverError?: unknown } | undefined)?.driverError ?? error;
  return options.type === 'postgres'
    ? (postgresFault(cause, new URL(options.url!)) ?? error)
    : (sqliteFault(cause, String((options as { database: unknown }).database)) ?? error);
}

/** The same for an error that came later, while the database was in use: of a statement, or of a commit. */
export function databaseFaultMeanwhile(error: unknown, options: DataSourceOptions): unknown {
  const cause =
    error instanceof CommitLostError ? error.cause : error instanceof QueryFailedError ? error : undefined;
  const fault = cause === undefined ? error : databaseFault(cause, options);
  return fault instanceof DomainError ? fault : error;
}

/** Each code of PostgreSQL (appendix A of its manual) that says something about the settings. */
function postgresFault(error: unknown, url: URL): DatabaseFaultError | undefined {
  const { code, message = String(error) } = error as { code?: string; message?: string };
  const role = decodeURIComponent(url.username);
  const name = decodeURIComponent(url.pathname.slice(1));
  const address = `PostgreSQL at ${url.hostname}:${url.port || 5432}`;
  const fault = (kind: DatabaseFault, text: string) => new DatabaseFaultError(kind, text, error);
  switch (code) {
    case '28P01':
      return fault(
        'database_denied',
        `${address} refuses the password of the role ${role}. Mend the password in database.url.`,
      );
    case '28000':
      return fault(
        'database_denied',
        `${address} does not let the role ${role} in (${inOneLine(message)}). Mend the role or sslmode in database.url, or pg_hba.conf there.`,
      );
    case '42501':
      return fault(
        'database_denied',
        `${address} does not allow the role ${role} what a start needs (${inOneLine(message)}). Let the role own the database ${name}, or create and alter tables in it.`,
      );
    case '3D000':
      return fault(
        'database_missing',
        `${address} has no database ${name}. Create it (createdb --owner=${role} ${name}), or mend its name in database.url.`,
      );
  }
  if (/SSL|TLS|certificate/i.test(message) || /CERT|TLS|SSL|SIGNATURE/.test(code ?? ''))
    return fault(
      'database_tls',
      `${address}: no connection with TLS as sslmode in database.url asks for it (${inOneLine(message)}). Switch TLS on there, give its authority in sslrootcert, or mend sslmode.`,
    );
  if (!isOutOfReach(error)) return undefined;
  return fault(
    'database_unreachable',
    `${address} cannot be reached (${reasonOf(error)}). Start it, or mend the address in database.url.`,
  );
}

/** By the result codes of SQLite (sqlite.org/rescode.html). */
function sqliteFault(error: unknown, path: string): DomainError | undefined {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  const because = `(${code}: ${inOneLine(message)})`;
  if (/^SQLITE_(NOTADB|CORRUPT)/.test(code))
    return new DatabaseFaultError(
      'database_damaged',
      `${path} is damaged, or is no SQLite database ${because}. Move it away and restore a backup (wardkey restore).`,
      error,
    );
  if (/^SQLITE_(BUSY|LOCKED)/.test(code))
    return new DatabaseFaultError(
      'database_busy',
      `Another process keeps ${path} locked ${because}. Wait for it, or end it.`,
      error,
    );
  if (/^SQLITE_(READONLY|PERM|AUTH|CANTOPEN)/.test(code))
    return new FileFaultError(
      'file_denied',
      `${path} cannot be opened for writing, or its folder cannot ${because}. Run this as the user of the server, on a file system that may be written.`,
      error,
    );
  if (/^SQLITE_FULL/.test(code))
    return new FileFaultError('disk_full', `There is no space for ${path} ${because}. Make space.`, error);
  if (/^SQLITE_IOERR/.test(code))
    return new FileFaultError(
      'disk_failed',
      `The system could not read or write ${path} ${because}. Is there space, and does the disk work?`,
      error,
    );
  return undefined;
}

/** Where a name has several addresses, Node tries each, and says nothing else than that all of them failed. */
function reasonOf(error: unknown): string {
  const { code, message, errors } = error as { code?: string; message?: string; errors?: unknown[] };
  if (message) return inOneLine(message);
  return errors?.length ? errors.map(reasonOf).join('; ') : (code ?? 'no reason given');
}

function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
