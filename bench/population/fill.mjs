import { statfsSync } from 'node:fs';
import { openToWrite } from '../measure/database-file.mjs';

/** How long ago the oldest Grant was made. No stored refresh token expires while something is measured. */
const OLDEST_SECONDS = 90 * 86_400;
const CACHE_KIB = 3_000_000;
const ROWS_TOGETHER = 500_000;
/** What a Grant takes with all its indexes, and while they are made, with room to spare. */
const BYTES_OF_A_GRANT = 6_000;

/** @throws Error when the disk may be too small for so many Grants */
export function checkSpace(folder, grants) {
  const { bavail, bsize } = statfsSync(folder);
  const [free, needed] = [bavail * bsize, grants * BYTES_OF_A_GRANT];
  if (free < needed)
    throw new Error(`${folder} has ${gigabytes(free)} GB; ${gigabytes(needed)} GB may be needed`);
}

/** Fills the database of a server that is not running with accounts and their Grants, the oldest first. */
export function fill(folder, template, { accounts, grants }) {
  const database = openToFill(folder);
  try {
    // Indexes are made when all rows are there, because sorting costs less.
    const indexes = database
      .prepare(`SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL`)
      .all();
    for (const { name } of indexes) database.exec(`DROP INDEX "${name}"`);
    insertAll(database, (insert) => {
      // Today, because what was found in the FHIR server is looked up again once it is some hours old.
      for (let account = 0; account < accounts; account += 1) insert(template.account, { account, ago: 0 });
      for (let grant = 0; grant < grants; grant += 1)
        insert(template.grant, { account: grant % accounts, grant, ago: ago(grant, grants) });
    });
    for (const { sql } of indexes) database.exec(sql);
  } finally {
    database.close();
  }
}

/** Adds Grants that have expired, numbered from `first` on. */
export function addExpired(folder, template, { accounts, first, count }) {
  const expiresAt = Math.floor(Date.now() / 1000) - 86_400;
  const database = openToFill(folder);
  try {
    insertAll(database, (insert) => {
      for (let grant = first; grant < first + count; grant += 1)
        insert(template.grant, { account: grant % accounts, grant, ago: 0, expiresAt });
    });
  } finally {
    database.close();
  }
}

const ago = (number, all) => Math.floor((1 - number / all) * OLDEST_SECONDS);

function openToFill(folder) {
  const database = openToWrite(folder);
  for (const pragma of [
    'journal_mode = DELETE',
    'journal_mode = OFF',
    'synchronous = OFF',
    'foreign_keys = OFF',
    'locking_mode = EXCLUSIVE',
    `cache_size = -${CACHE_KIB}`,
  ])
    database.pragma(pragma);
  return database;
}

/** In large transactions. */
function insertAll(database, work) {
  const statements = new Map();
  const statementFor = (row) => {
    if (!statements.has(row)) {
      const names = row.columns.map(({ name }) => `"${name}"`);
      const sql = `INSERT INTO "${row.table}" (${names}) VALUES (${names.map(() => '?')})`;
      statements.set(row, database.prepare(sql));
    }
    return statements.get(row);
  };
  let rows = 0;
  database.exec('BEGIN');
  work((templates, at) => {
    for (const row of templates)
      statementFor(row).run(
        row.columns.map(({ content }) => (typeof content === 'function' ? content(at) : content)),
      );
    rows += templates.length;
    if (rows < ROWS_TOGETHER) return;
    rows = 0;
    database.exec('COMMIT; BEGIN');
  });
  database.exec('COMMIT');
}

const gigabytes = (bytes) => Math.ceil(bytes / 2 ** 30);
