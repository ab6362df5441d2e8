import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { sha256 } from '#src/crypto/handle.js';
import { Clock } from '#src/clock/clock.js';
import type { Statement } from '#src/database/atomically.js';
import { Sql } from '#src/database/sql.js';
import { RequestMemo } from '#src/request-scope/request-memo.js';

/** What the engine gives to be stored, with the members that this code reads by name. */
export interface ArtifactPayload {
  jti?: string;
  grantId?: string;
  uid?: string;
  cid?: string;
  session?: { cookie?: string; accountId?: string };
  accountId?: string;
  [member: string]: unknown;
}

interface Row {
  payload: string;
  consumed_at: string | number | null;
}

const SESSION = 'Session';
/** Says when the database was restored from a backup. */
const RESTORED = 'Restored';
/** Longer than any client assertion is accepted; see assertClientAssertion. */
const RESTORED_SECONDS = 3_600;
/** Stands for a code or refresh token whose Grant has ended. It only says that the code or token existed. */
const ENDED = 'Ended';
/** What a client presents at the token endpoint, and may later ask about. */
const ASKED_ABOUT: readonly string[] = ['AuthorizationCode', 'RefreshToken'];
/** As long as an administrator may ask why a client was refused; see ClientRefusals. */
const ENDED_SECONDS = 30 * 86_400;

/** The only code that queries `oidc_artifact`. It hashes every id before use, so no id is stored in plain text. */
@Injectable()
export class ArtifactStore {
  private readonly sql: Sql;
  /** Only of sessions. Whoever looks for the open step of a request looks again until there is one. */
  private readonly byUid = new RequestMemo<ArtifactPayload | undefined>();

  constructor(
    dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.sql = new Sql(dataSource);
  }

  /**
   * Inserts or replaces. A consumed artifact stays consumed.
   *
   * @param holder whose room a pending artifact takes.
   */
  async upsert(
    model: string,
    id: string,
    payload: ArtifactPayload,
    expiresIn: number | undefined,
    holder: string | null = null,
  ): Promise<void> {
    if (model === SESSION) this.byUid.forget();
    await this.sql.rows(
      `INSERT INTO oidc_artifact (model, id_hash, payload, grant_hash, uid, expires_at, holder) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (model, id_hash) DO UPDATE SET payload = excluded.payload, grant_hash = excluded.grant_hash,
       uid = excluded.uid, expires_at = excluded.expires_at, holder = excluded.holder`,
      [
        model,
        sha256(id),
        withoutSecrets(payload),
        grantHash(model, payload),
        uidOf(model, payload),
        this.expiry(expiresIn),
        holder,
      ],
    );
  }

  /** Only replaces. @returns false when there is nothing to replace any more. */
  async replace(model: string, id: string, payload: ArtifactPayload, expiresIn: number): Promise<boolean> {
    const rows = await this.sql.rows(
      `UPDATE oidc_artifact SET payload = ?, expires_at = ? WHERE model = ? AND id_hash = ? RETURNING model`,
      [withoutSecrets(payload), this.expiry(expiresIn), model, sha256(id)],
    );
    return rows.length === 1;
  }

  /** Only inserts. @returns false when the id exists already and has not expired. */
  async insertOnce(
    model: string,
    id: string,
    payload: ArtifactPayload,
    expiresIn: number | undefined,
  ): Promise<boolean> {
    const rows = await this.sql.rows(
      `INSERT INTO oidc_artifact (model, id_hash, payload, expires_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (model, id_hash) DO UPDATE SET expires_at = excluded.expires_at
       WHERE oidc_artifact.expires_at <= ? RETURNING model`,
      [model, sha256(id), withoutSecrets(payload), this.expiry(expiresIn), this.clock.epoch()],
    );
    return rows.length === 1;
  }

  async find(model: string, id: string): Promise<ArtifactPayload | undefined> {
    const [row] = await this.sql.rows<Row>(
      `SELECT payload, consumed_at FROM oidc_artifact WHERE model = ? AND id_hash = ? AND (expires_at IS NULL OR expires_at > ?)`,
      [model, sha256(id), this.clock.epoch()],
    );
    return row && { ...read(row), jti: id };
  }

  /** Whether the artifact is still stored but has expired. */
  async hasExpired(model: string, id: string): Promise<boolean> {
    const rows = await this.sql.rows(
      `SELECT 1 FROM oidc_artifact WHERE model = ? AND id_hash = ? AND expires_at <= ?`,
      [model, sha256(id), this.clock.epoch()],
    );
    return rows.length === 1;
  }

  /** Whether a code or refresh token existed, and ended before its expiry. */
  async hasEnded(id: string): Promise<boolean> {
    const rows = await this.sql.rows(
      `SELECT 1 FROM oidc_artifact WHERE model = '${ENDED}' AND id_hash = ? AND expires_at > ?`,
      [sha256(id), this.clock.epoch()],
    );
    return rows.length === 1;
  }

  /**
   * Finds a session by the name that tokens use, or the open step of a request. The result has no id, because the id is
   * the cookie.
   */
  async findByUid(model: string, uid: string): Promise<ArtifactPayload | undefined> {
    return model === SESSION
      ? this.byUid.once(uid, () => this.readByUid(model, uid))
      : this.readByUid(model, uid);
  }

  private expiry(expiresIn: number | undefined): number | null {
    return expiresIn === undefined ? null : this.clock.epoch() + expiresIn;
  }

  private async readByUid(model: string, uid: string): Promise<ArtifactPayload | undefined> {
    const [row] = await this.sql.rows<Row>(
      `SELECT payload, consumed_at FROM oidc_artifact WHERE model = ? AND uid = ? AND (expires_at IS NULL OR expires_at > ?)`,
      [model, uid, this.clock.epoch()],
    );
    return row && read(row);
  }

  /** How many pending artifacts a holder has. */
  async countHeldBy(holder: string): Promise<number> {
    const [row] = await this.sql.rows<{ held: string | number }>(
      `SELECT count(*) AS held FROM oidc_artifact WHERE holder = ? AND expires_at > ?`,
      [holder, this.clock.epoch()],
    );
    return Number(row!.held);
  }

  /** How many pending artifacts there are. */
  async countHeld(): Promise<number> {
    const [row] = await this.sql.rows<{ held: string | number }>(
      `SELECT count(*) AS held FROM oidc_artifact WHERE holder IS NOT NULL AND expires_at > ?`,
      [this.clock.epoch()],
    );
    return Number(row!.held);
  }

  /** Deletes expired pending artifacts. So a flood never leaves more rows than may be pending at a time. */
  async dropExpiredHeld(): Promise<void> {
    await this.sql.rows(
      `DELETE FROM oidc_artifact WHERE (model, id_hash) IN
       (SELECT model, id_hash FROM oidc_artifact WHERE holder IS NOT NULL AND expires_at <= ? LIMIT 1000)`,
      [this.clock.epoch()],
    );
  }

  /** The prefix of this length that most pending artifacts have in their holder’s name. */
  async commonestHolder(characters: number): Promise<string | undefined> {
    const [row] = await this.sql.rows<{ beginning: string }>(
      `SELECT substr(holder, 1, ${characters}) AS beginning FROM oidc_artifact WHERE holder IS NOT NULL AND expires_at > ?
       GROUP BY substr(holder, 1, ${characters}) ORDER BY count(*) DESC LIMIT 1`,
      [this.clock.epoch()],
    );
    return row?.beginning;
  }

  /** Deletes the pending artifacts that expire first, of all holders with this prefix. @returns how many. */
  async dropHeldBy(beginning: string, most: number): Promise<number> {
    const rows = await this.sql.rows(
      `DELETE FROM oidc_artifact WHERE (model, id_hash) IN
       (SELECT model, id_hash FROM oidc_artifact WHERE holder IS NOT NULL AND substr(holder, 1, ${beginning.length}) = ?
       AND expires_at > ? ORDER BY expires_at LIMIT ${most}) RETURNING 1`,
      [beginning, this.clock.epoch()],
    );
    return rows.length;
  }

  /** When the database was restored, in seconds since 1970; undefined when that was long ago, or never. */
  async restoredAt(): Promise<number | undefined> {
    const found = await this.find(RESTORED, RESTORED);
    return found?.at as number | undefined;
  }

  /**
   * Notes that the database is restored now, and ends requests that are pending: they may have been completed since the
   * backup. Statements for `atomically`.
   */
  restoring(): Statement[] {
    const now = this.clock.epoch();
    return [
      this.sql.statement(
        `DELETE FROM oidc_artifact WHERE model IN ('Interaction', 'PushedAuthorizationRequest')`,
        [],
      ),
      this.sql.statement(
        `INSERT INTO oidc_artifact (model, id_hash, payload, expires_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (model, id_hash) DO UPDATE SET payload = excluded.payload, expires_at = excluded.expires_at`,
        [RESTORED, sha256(RESTORED), JSON.stringify({ at: now }), now + RESTORED_SECONDS],
      ),
    ];
  }

  /** Marks an artifact as used. @returns false when another request did so first, even at the same moment. */
  async consume(model: string, id: string): Promise<boolean> {
    const rows = await this.sql.rows(
      `UPDATE oidc_artifact SET consumed_at = ? WHERE model = ? AND id_hash = ? AND consumed_at IS NULL RETURNING model`,
      [this.clock.epoch(), model, sha256(id)],
    );
    return rows.length === 1;
  }

  /** @returns false when another request did so first, even at the same moment. */
  async destroy(model: string, id: string): Promise<boolean> {
    if (model === SESSION) this.byUid.forget();
    if (ASKED_ABOUT.includes(model)) await this.noteEnd('id_hash', sha256(id), [model]);
    const rows = await this.sql.rows(
      `DELETE FROM oidc_artifact WHERE model = ? AND id_hash = ? RETURNING model`,
      [model, sha256(id)],
    );
    return rows.length === 1;
  }

  async revokeByGrantId(model: string, grantId: string): Promise<void> {
    if (ASKED_ABOUT.includes(model)) await this.noteEnd('grant_hash', sha256(grantId), [model]);
    await this.sql.rows(`DELETE FROM oidc_artifact WHERE model = ? AND grant_hash = ?`, [
      model,
      sha256(grantId),
    ]);
  }

  /** Whether a Grant has neither ended nor expired. */
  async grantStands(grantHash: string): Promise<boolean> {
    const rows = await this.sql.rows(
      `SELECT 1 AS stands FROM oidc_artifact WHERE model = 'Grant' AND id_hash = ? AND (expires_at IS NULL OR expires_at > ?)`,
      [grantHash, this.clock.epoch()],
    );
    return rows.length === 1;
  }

  /** Ends a Grant and everything issued under it. */
  async destroyGrant(grantId: string): Promise<void> {
    await this.destroyGrantByHash(sha256(grantId));
  }

  /** Ends browser sessions, by the name that tokens use. */
  async destroySessions(uids: readonly string[]): Promise<void> {
    this.byUid.forget();
    for (const uid of uids)
      await this.sql.rows(`DELETE FROM oidc_artifact WHERE model = '${SESSION}' AND uid = ?`, [uid]);
  }

  async destroyGrantByHash(grantHash: string): Promise<void> {
    await this.noteEnd('grant_hash', grantHash, ASKED_ABOUT);
    await this.sql.rows(
      `DELETE FROM oidc_artifact WHERE grant_hash = ? OR (model = 'Grant' AND id_hash = ?)`,
      [grantHash, grantHash],
    );
  }

  private async noteEnd(
    column: 'id_hash' | 'grant_hash',
    hash: string,
    models: readonly string[],
  ): Promise<void> {
    await this.sql.rows(
      `INSERT INTO oidc_artifact (model, id_hash, payload, expires_at)
       SELECT '${ENDED}', id_hash, '{}', CAST(? AS bigint) FROM oidc_artifact
       WHERE ${column} = ? AND model IN (${models.map(() => '?').join(', ')})
       ON CONFLICT (model, id_hash) DO NOTHING`,
      [this.clock.epoch() + ENDED_SECONDS, hash, ...models],
    );
  }
}

/** The payload as it is stored: without the artifact’s own id and without the session cookie that it may contain. */
function withoutSecrets(payload: ArtifactPayload): string {
  const { jti: _jti, session, ...rest } = payload;
  if (!session) return JSON.stringify(rest);
  const { cookie: _cookie, ...keptSession } = session;
  return JSON.stringify({ ...rest, session: keptSession });
}

function read(row: Row): ArtifactPayload {
  const payload = JSON.parse(row.payload) as ArtifactPayload;
  return row.consumed_at === null ? payload : { ...payload, consumed: Number(row.consumed_at) };
}

/**
 * A pending request names the Grant that it began with, but was not issued under it. So it goes on when that Grant
 * ends.
 */
function grantHash(model: string, payload: ArtifactPayload): string | null {
  return payload.grantId === undefined || model === 'Interaction' ? null : sha256(payload.grantId);
}

function uidOf(model: string, payload: ArtifactPayload): string | null {
  if (model === 'Interaction') return payload.cid ?? null;
  return model === SESSION ? (payload.uid ?? null) : null;
}
