import { connected } from './open-database.js';

/** Parameters of an address that the programs of PostgreSQL know as well; others are for the driver only. */
const KNOWN_PARAMETERS = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey'];

/**
 * The command that writes a backup of a PostgreSQL database.
 *
 * @param url of the settings; its password is left out.
 */
export function dumpCommand(url: string, file: string): string {
  return `pg_dump --format=custom --no-owner --file=${quoted(file)} --dbname=${quoted(withoutPassword(url))}`;
}

/** The command that puts such a backup into an empty database. */
export function restoreCommand(url: string, file: string): string {
  return `pg_restore --exit-on-error --single-transaction --no-owner --dbname=${quoted(withoutPassword(url))} ${quoted(file)}`;
}

/**
 * @returns the names (`application_name`) of other connections that the same role has to the database; a connection
 * without a name is an empty text.
 */
export async function otherConnections(url: string): Promise<string[]> {
  const dataSource = await connected({ type: 'postgres', url, extra: { max: 1 } });
  try {
    const rows: Array<{ name: string | null }> = await dataSource.query(
      `SELECT application_name AS name FROM pg_stat_activity
       WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
       AND backend_type = 'client backend'`,
    );
    return rows.map(({ name }) => name ?? '');
  } finally {
    await dataSource.destroy();
  }
}

function withoutPassword(url: string): string {
  const address = new URL(url);
  address.password = '';
  for (const name of [...address.searchParams.keys()])
    if (!KNOWN_PARAMETERS.includes(name)) address.searchParams.delete(name);
  return address.href;
}

function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
