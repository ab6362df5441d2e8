import Database from 'better-sqlite3';

/**
 * The usual adapter for SQLite: one table, the payload as JSON, a prepared statement for each thing to do, each write
 * committed to the disk when it returns.
 */
export function sqliteAdapter(file) {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec(`
    CREATE TABLE IF NOT EXISTS artifact (
      model TEXT NOT NULL, id TEXT NOT NULL, payload TEXT NOT NULL,
      uid TEXT, grant_id TEXT, user_code TEXT, expires_at INTEGER, consumed_at INTEGER,
      PRIMARY KEY (model, id)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS artifact_uid ON artifact (model, uid) WHERE uid IS NOT NULL;
    CREATE INDEX IF NOT EXISTS artifact_grant ON artifact (grant_id) WHERE grant_id IS NOT NULL;`);
  const by = (column) =>
    database.prepare(
      `SELECT payload, expires_at, consumed_at FROM artifact WHERE model = ? AND ${column} = ?`,
    );
  const statements = {
    upsert: database.prepare(`
      INSERT INTO artifact (model, id, payload, uid, grant_id, user_code, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (model, id) DO UPDATE SET payload = excluded.payload, uid = excluded.uid,
        grant_id = excluded.grant_id, user_code = excluded.user_code, expires_at = excluded.expires_at`),
    byId: by('id'),
    byUid: by('uid'),
    byUserCode: by('user_code'),
    consume: database.prepare('UPDATE artifact SET consumed_at = ? WHERE model = ? AND id = ?'),
    destroy: database.prepare('DELETE FROM artifact WHERE model = ? AND id = ?'),
    revoke: database.prepare('DELETE FROM artifact WHERE grant_id = ?'),
  };
  return (model) => new SqliteAdapter(model, statements);
}

const now = () => Math.floor(Date.now() / 1000);

class SqliteAdapter {
  constructor(model, statements) {
    this.model = model;
    this.statements = statements;
  }

  async upsert(id, payload, expiresIn) {
    const { uid = null, grantId = null, userCode = null } = payload;
    const expiresAt = expiresIn === undefined ? null : now() + expiresIn;
    this.statements.upsert.run(this.model, id, JSON.stringify(payload), uid, grantId, userCode, expiresAt);
  }

  async find(id) {
    return alive(this.statements.byId.get(this.model, id));
  }

  async findByUid(uid) {
    return alive(this.statements.byUid.get(this.model, uid));
  }

  async findByUserCode(userCode) {
    return alive(this.statements.byUserCode.get(this.model, userCode));
  }

  async consume(id) {
    this.statements.consume.run(now(), this.model, id);
  }

  async destroy(id) {
    this.statements.destroy.run(this.model, id);
  }

  async revokeByGrantId(grantId) {
    this.statements.revoke.run(grantId);
  }
}

function alive(row) {
  if (!row || (row.expires_at !== null && row.expires_at <= now())) return undefined;
  return { ...JSON.parse(row.payload), ...(row.consumed_at ? { consumed: row.consumed_at } : {}) };
}
