import { openToRead } from '../measure/database-file.mjs';
import { idOf, referenceOf, refreshTokenOf, sha256, uuidOf } from './ids.mjs';

const DAY = 86_400;
/** Tables with rows that belong to nobody. */
const OF_NOBODY = ['migration', 'signing_key', 'epoch', 'attempt_count', 'audit_count'];
/** A number that is a time in seconds, of this decade or the next. */
const TIME = '\\b[12]\\d{9}\\b';

/**
 * Reads what one real sign-in left, in a database where only one person has signed in, and sorts it.
 *
 * Rows that are gone within a day (codes, pending requests, the browser’s session) are left out. Of the audit log, each
 * account gets the rows of one sign-in, and each Grant its `token.issued`.
 * @returns the rows as templates: those of an account, and those of a Grant
 */
export function readTemplate(folder) {
  const rows = personalRows(folder);
  const only = (table, isIt = () => true) =>
    rows.find((row) => row.table === table && isIt(row.values)).values;
  const account = only('account');
  const link = only('federated_identity');
  const signIn = only('sign_in');
  const refreshToken = only('oidc_artifact', ({ model }) => model === 'RefreshToken');
  const { grantId, nonce } = JSON.parse(refreshToken.payload);
  const number = /person\.(\d+)/.exec(account.email)[1];
  const ofAccount = {
    [account.id]: (at) => uuidOf('account', at.account),
    [link.id]: (at) => uuidOf('link', at.account),
    [link.subject]: (at) => idOf('subject', at.account),
    [only('remembered_consent').id]: (at) => uuidOf('consent', at.account),
    [`person.${number}`]: (at) => `stored.${at.account}`,
    [`person-${number}`]: (at) => `stored-${at.account}`,
    [account.display_name]: (at) => `Stored ${at.account}`,
  };
  const ofGrant = {
    [signIn.id]: (at) => uuidOf('sign-in', at.grant),
    [signIn.session_uid]: (at) => idOf('session', at.grant),
    [signIn.upstream_sid]: (at) => idOf('upstream session', at.grant),
    [grantId]: (at) => idOf('grant', at.grant),
    [sha256(grantId)]: (at) => sha256(idOf('grant', at.grant)),
    [refreshToken.id_hash]: (at) => sha256(refreshTokenOf(at.grant)),
    [nonce]: (at) => idOf('nonce', at.grant).slice(0, nonce.length),
  };
  for (const { table, values } of rows) {
    if (table !== 'audit_event') continue;
    const ids = isOfGrant({ table, values }) ? ofGrant : ofAccount;
    ids[values.id] = (at) => uuidOf(values.event, ids === ofGrant ? at.grant : at.account);
    if (values.reference) ofAccount[values.reference] = (at) => referenceOf(at.account);
  }
  const compile = (ids) => (row) => ({ table: row.table, columns: columnsOf(row.values, ids) });
  return {
    account: rows.filter((row) => !isOfGrant(row)).map(compile(ofAccount)),
    grant: rows.filter(isOfGrant).map(compile({ ...ofAccount, ...ofGrant })),
  };
}

const isOfGrant = ({ table, values }) =>
  ['oidc_artifact', 'grant_context', 'sign_in'].includes(table) || values.event === 'token.issued';

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

/** For each column what it holds: a constant, or a function of { account, grant, ago, expiresAt }. */
function columnsOf(values, ids) {
  return Object.entries(values).map(([name, value]) => {
    const content = contentOf(value, ids);
    if (name !== 'expires_at') return { name, content };
    return { name, content: (at) => at.expiresAt ?? content(at) };
  });
}

function contentOf(value, ids) {
  if (typeof value === 'number') return value > 1e9 ? (at) => value - at.ago : value;
  if (typeof value !== 'string') return value;
  const pattern = new RegExp(`(${[...Object.keys(ids).map(literally), TIME].join('|')})`);
  const parts = value.split(pattern).map((part, index) => {
    if (index % 2 === 0) return part;
    return ids[part] ? once(part, ids[part]) : (at) => String(Number(part) - at.ago);
  });
  if (parts.length === 1) return value;
  return (at) => parts.map((part) => (typeof part === 'string' ? part : part(at))).join('');
}

/** An id stands in several rows of an account or Grant, and is made once. */
const once = (name, make) => (at) => (at[name] ??= make(at));

const literally = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
