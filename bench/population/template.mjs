import { openToRead } from '../measure/database-file.mjs';
import { hashLike, referenceLike, sha256, uuidLike } from './ids.mjs';

const DAY = 86_400;
/** Tables with rows that belong to nobody. */
const OF_NOBODY = [
  'migration',
  'signing_key',
  'epoch',
  'attempt_count',
  'audit_count',
  'audit_seal',
  'audit_stream',
];
/** A number that is a time in seconds, of this decade or the next. */
const TIME = '\\b[12]\\d{9}\\b';

/**
 * Reads what one real sign-in left, in a database where only one person has signed in.
 *
 * Rows that are gone within a day (codes, pending requests, the browser’s session) are left out. Of the audit log, each
 * account gets the rows of one sign-in, and each Grant its `token.issued`.
 * @returns { rows, ids }: the rows of an account and those of a Grant, and what stands for whom in them
 */
export function readTemplate(folder) {
  const rows = personalRows(folder);
  const only = (table, isIt = () => true) =>
    rows.find((row) => row.table === table && isIt(row.values)).values;
  const refreshToken = only('oidc_artifact', ({ model }) => model === 'RefreshToken');
  return {
    rows,
    account: only('account'),
    link: only('federated_identity'),
    consent: only('remembered_consent'),
    signIn: only('sign_in'),
    refreshToken,
    ...JSON.parse(refreshToken.payload),
  };
}

const isOfGrant = ({ table, values }) =>
  ['oidc_artifact', 'grant_context', 'sign_in'].includes(table) || values.event === 'token.issued';

/**
 * The statements that insert accounts: for each row of the template one. They read the numbers of the accounts from the
 * table `batch` (account, ago).
 */
export function accountStatements(template, { accounts }) {
  const ids = idsOfAccount(template, accounts);
  return template.rows.filter((row) => !isOfGrant(row)).map((row) => statement(row, ids));
}

/**
 * The statements that insert Grants. The table `batch` also has the number of the Grant, the ids of a Grant that is to
 * be used (grant_id, grant_hash, refresh_hash), else null, and when it has expired (expires_at), else null.
 */
export function grantStatements(template, { accounts, grants }) {
  const ids = { ...idsOfAccount(template, accounts), ...idsOfGrant(template, grants) };
  return template.rows.filter(isOfGrant).map((row) => statement(row, ids, { canExpire: true }));
}

/** What each id of the person who signed in becomes. */
function idsOfAccount({ rows, account, link, consent }, accounts) {
  const number = /person\.(\d+)/.exec(account.email)[1];
  const ids = {
    [account.id]: uuidLike(1, 'account', accounts),
    [link.id]: uuidLike(2, 'account', accounts),
    [link.subject]: hashLike('s', 'account', accounts),
    [consent.id]: uuidLike(3, 'account', accounts),
    [`person.${number}`]: `'stored.' || account`,
    [`person-${number}`]: `'stored-' || account`,
    [account.display_name]: `'Stored ' || account`,
  };
  for (const [index, { table, values }] of rows.entries()) {
    if (table !== 'audit_event') continue;
    ids[values.id] = uuidLike(100 + index, 'account', accounts);
    if (values.reference) ids[values.reference] = referenceLike('account');
  }
  return ids;
}

function idsOfGrant({ rows, signIn, refreshToken, grantId, nonce }, grants) {
  const usable = (column, kind) => `coalesce(${column}, ${hashLike(kind, 'number', grants)})`;
  const ids = {
    [signIn.id]: uuidLike(4, 'number', grants),
    [signIn.session_uid]: hashLike('b', 'number', grants),
    [signIn.upstream_sid]: hashLike('u', 'number', grants),
    [grantId]: usable('grant_id', 'i'),
    [sha256(grantId)]: usable('grant_hash', 'g'),
    [refreshToken.id_hash]: usable('refresh_hash', 'r'),
    [nonce]: `printf('%0${nonce.length}x', number)`,
  };
  for (const row of rows)
    if (row.table === 'audit_event' && isOfGrant(row)) ids[row.values.id] = uuidLike(5, 'number', grants);
  return ids;
}

function personalRows(folder) {
  const database = openToRead(folder);
  try {
    const stays = ({ expires_at: expiresAt }) => !expiresAt || expiresAt > Date.now() / 1000 + DAY;
    return database
      .prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
      .pluck()
      .all()
      .filter((table) => !OF_NOBODY.includes(table))
      .flatMap((table) =>
        database
          .prepare(`SELECT * FROM ${table}`)
          .all()
          .filter(stays)
          .map((values) => ({ table, values })),
      );
  } finally {
    database.close();
  }
}

function statement({ table, values }, ids, { canExpire = false } = {}) {
  const expressions = Object.entries(values).map(([name, value]) => {
    const content = expressionOf(value, ids);
    return canExpire && name === 'expires_at' ? `coalesce(expires_at, ${content})` : content;
  });
  return `INSERT INTO "${table}" (${Object.keys(values).map((name) => `"${name}"`)})
    SELECT ${expressions} FROM batch`;
}

function expressionOf(value, ids) {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return value > 1e9 ? `(${value} - ago)` : String(value);
  const pattern = new RegExp(`(${[...Object.keys(ids).map(literally), TIME].join('|')})`);
  return (
    value
      .split(pattern)
      .map((part, index) => (index % 2 === 0 ? quoted(part) : (ids[part] ?? `(${part} - ago)`)))
      .filter((part, index) => index % 2 === 1 || part !== `''`)
      .join(' || ') || `''`
  );
}

const quoted = (text) => `'${text.replace(/'/g, "''")}'`;
const literally = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
