import { closeSync, fsyncSync, openSync, statfsSync } from 'node:fs';
import { databaseIn, openToWrite } from '../measure/database-file.mjs';
import { grantIdOf, refreshTokenOf, sha256, usableGrant } from './ids.mjs';
import { accountStatements, grantStatements } from './template.mjs';

/** How long ago the oldest Grant was made. No stored refresh token expires while something is measured. */
const OLDEST_SECONDS = 90 * 86_400;
const CACHE_KIB = 2_000_000;
const BATCH = 50_000;
/** What a Grant takes with all its indexes, and while they are made, with room to spare. */
const BYTES_OF_A_GRANT = 6_000;

/**
 * Most rows are there before the indexes are made, because sorting costs less. But then the pages of the indexes are
 * full, and each insert has to split one. The other rows fall everywhere between them, so that the pages are as full as
 * those of a database that grew.
 */
const isEarly = (number) => number % 10 < 7;

/** @throws Error when the disk may be too small for so many Grants */
export function checkSpace(folder, grants) {
  const { bavail, bsize } = statfsSync(folder);
  const [free, needed] = [bavail * bsize, grants * BYTES_OF_A_GRANT];
  if (free < needed)
    throw new Error(`${folder} has ${gigabytes(free)} GB; ${gigabytes(needed)} GB may be needed`);
}

/**
 * Fills the database of a server that is not running with accounts and their Grants, the oldest first.
 * @param sizes { accounts, grants, every }: every so-manieth Grant can be used
 */
export function fill(folder, template, { accounts, grants, every }) {
  withBatch(folder, (database, insertAll) => {
    const indexes = database
      .prepare(`SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL`)
      .all();
    for (const { name } of indexes) database.exec(`DROP INDEX "${name}"`);
    const insertSome = (isMeant) => {
      // Today, because what was found in the FHIR server is looked up again once it is some hours old.
      insertAll(accountStatements(template, { accounts }), 0, accounts, (account) =>
        isMeant(account) ? { account, ago: 0 } : undefined,
      );
      insertAll(grantStatements(template, { accounts, grants }), 0, grants, (number) =>
        isMeant(number)
          ? {
              number,
              account: number % accounts,
              ago: Math.floor((1 - number / grants) * OLDEST_SECONDS),
              ...(number === usableGrant(Math.floor(number / every), { accounts, every })
                ? usableIds(number)
                : {}),
            }
          : undefined,
      );
    };
    insertSome(isEarly);
    for (const { sql } of indexes) database.exec(sql);
    insertSome((number) => !isEarly(number));
  });
}

/** Adds Grants that have expired. */
export function addExpired(folder, template, { accounts, grants, count }) {
  const expiresAt = Math.floor(Date.now() / 1000) - 86_400;
  withBatch(folder, (_database, insertAll) =>
    insertAll(grantStatements(template, { accounts, grants }), grants, grants + count, (number) => ({
      number,
      account: number % accounts,
      ago: 0,
      expires_at: expiresAt,
      // All over the indexes, as those of people who come and go.
      ...usableIds(number),
    })),
  );
}

function usableIds(number) {
  const id = grantIdOf(number);
  return { grant_id: id, grant_hash: sha256(id), refresh_hash: sha256(refreshTokenOf(number)) };
}

/** Without a journal: if it fails, the file is of no use. */
function withBatch(folder, work) {
  const database = openToWrite(folder);
  try {
    for (const pragma of [
      'journal_mode = DELETE',
      'journal_mode = OFF',
      'synchronous = OFF',
      'foreign_keys = OFF',
      'locking_mode = EXCLUSIVE',
      `cache_size = -${CACHE_KIB}`,
    ])
      database.pragma(pragma);
    database.exec(
      'CREATE TEMP TABLE batch (number INTEGER, account INTEGER, ago INTEGER, grant_id, grant_hash, refresh_hash, expires_at INTEGER)',
    );
    const add = database.prepare(
      'INSERT INTO batch VALUES (@number, @account, @ago, @grant_id, @grant_hash, @refresh_hash, @expires_at)',
    );
    const addNumbers = (numbers) => numbers && add.run({ ...NOTHING, ...numbers });
    work(database, (statements, from, to, numbersOf) => {
      const prepared = statements.map((sql) => database.prepare(sql));
      for (let first = from; first < to; first += BATCH) {
        database.exec('DELETE FROM batch; BEGIN');
        for (let number = first; number < Math.min(first + BATCH, to); number += 1)
          addNumbers(numbersOf(number));
        for (const insert of prepared) insert.run();
        database.exec('COMMIT');
      }
    });
  } finally {
    database.close();
  }
  // Else the disk is busy with it while something is measured.
  const file = openSync(databaseIn(folder), 'r+');
  fsyncSync(file);
  closeSync(file);
}

const NOTHING = {
  number: null,
  account: null,
  ago: null,
  grant_id: null,
  grant_hash: null,
  refresh_hash: null,
  expires_at: null,
};

const gigabytes = (bytes) => Math.ceil(bytes / 2 ** 30);
