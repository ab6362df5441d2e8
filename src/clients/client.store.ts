import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, Not, type Repository } from 'typeorm';
import {
  atomically,
  ChangedMeanwhileError,
  mustChangeOne,
  type Statement,
} from '#src/database/atomically.js';
import { Clock } from '#src/clock/clock.js';
import { EntityRows } from '#src/database/entity-rows.js';
import { Sql } from '#src/database/sql.js';
import { asChanged, asNew, firstToReport, insertedOnce } from '#src/definitions/definition-statements.js';
import type { Expiry } from '#src/definitions/expiry.js';
import { RequestMemo } from '#src/request-scope/request-memo.js';
import { ClientSecret } from './client-secret.entity.js';
import type { KeptSecret } from './client-secrets.js';
import { type ClientStatus, ClientRow } from './client-row.entity.js';

/** A client of the database with its present secrets. */
export interface StoredClient {
  row: ClientRow;
  secrets: ClientSecret[];
}

/** A client as it was read: a change of it counts only while it is still the same. */
export type ClientVersion = Pick<ClientRow, 'clientId' | 'version'>;

/** Stores the clients that were defined while the server runs. It does not know what their settings mean. */
@Injectable()
export class ClientStore {
  private readonly rows: Repository<ClientRow>;
  private readonly secrets: Repository<ClientSecret>;
  private readonly reading: EntityRows<ClientRow>;
  private readonly secretReading: EntityRows<ClientSecret>;
  private readonly sql: Sql;
  private readonly versions = new RequestMemo<number | undefined>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.rows = dataSource.getRepository(ClientRow);
    this.secrets = dataSource.getRepository(ClientSecret);
    this.reading = new EntityRows(dataSource, ClientRow);
    this.secretReading = new EntityRows(dataSource, ClientSecret);
    this.sql = new Sql(dataSource);
  }

  /** In the order in which they were added, without those that were removed. */
  async all(): Promise<StoredClient[]> {
    const rows = await this.rows.find({
      where: { status: Not<ClientStatus>('removed') },
      order: { createdAt: 'ASC', clientId: 'ASC' },
    });
    const secrets = await this.current();
    return rows.map((row) => ({
      row,
      secrets: secrets.filter(({ clientId }) => clientId === row.clientId),
    }));
  }

  /**
   * The count that every change of a client or of its secrets raises.
   * @returns undefined when there is no such client.
   */
  async version(clientId: string): Promise<number | undefined> {
    return this.versions.once(clientId, async () => {
      const sql = `SELECT version FROM client WHERE client_id = ? AND status <> 'removed'`;
      const [row] = await this.sql.rows<{ version: string | number }>(sql, [clientId]);
      return row && Number(row.version);
    });
  }

  async find(clientId: string): Promise<StoredClient | undefined> {
    const row = await this.reading.findOne('client_id = ?', [clientId]);
    if (!row || row.status === 'removed') return undefined;
    return { row, secrets: await this.current(clientId) };
  }

  /** How many wait for approval by an administrator. */
  async countPending(): Promise<number> {
    return this.rows.countBy({ status: 'pending' });
  }

  /**
   * From when on clients have no valid secret any more, of those that may be used. A secret is deleted some minutes
   * after its end, and then does not count here.
   *
   * @param soon until then, an end is soon (seconds since 1970).
   */
  async secretExpiry(soon: number): Promise<Expiry> {
    const sql = `SELECT MIN(ends) AS earliest, COUNT(CASE WHEN ends <= ? THEN 1 END) AS soon FROM (
      SELECT MAX(secret.expires_at) AS ends FROM client_secret secret
      JOIN client ON client.client_id = secret.client_id AND client.status = 'enabled'
      GROUP BY secret.client_id HAVING COUNT(*) = COUNT(secret.expires_at)) AS last_secrets`;
    const [row] = await this.sql.rows<Record<'earliest' | 'soon', string | number | null>>(sql, [soon]);
    return { earliest: Number(row!.earliest ?? Infinity), soon: Number(row!.soon) };
  }

  /** @returns false when there is, or was, one with this id. */
  async insert(
    client: Pick<ClientRow, 'clientId' | 'definition' | 'status' | 'origin'>,
    secrets: KeptSecret[],
  ): Promise<boolean> {
    this.versions.forget();
    return insertedOnce(() =>
      atomically(this.dataSource, [
        this.rows.createQueryBuilder().insert().values(asNew(client, this.clock.epoch())),
        ...secrets.map((secret) => this.insertion(client.clientId, randomUUID(), secret)),
      ]),
    );
  }

  /**
   * Puts a new definition, a new status or both in the place of the present ones.
   *
   * @param secrets replace those it has; when absent, its secrets stay.
   * @throws ChangedMeanwhileError when the client is not as it was read.
   */
  async replace(
    row: ClientVersion,
    columns: Partial<Pick<ClientRow, 'definition' | 'status'>>,
    secrets?: KeptSecret[],
  ): Promise<void> {
    const { clientId } = row;
    const told = columns.definition === undefined ? {} : { reportedProblem: null };
    await atomically(this.dataSource, [
      this.changeOf(row, { ...columns, ...told }),
      ...(secrets === undefined ? [] : [this.forgetSecrets(clientId)]),
      ...(secrets ?? []).map((secret) => this.insertion(clientId, randomUUID(), secret)),
    ]);
  }

  /**
   * Deletes everything about a client, except that its id was used.
   *
   * @throws ChangedMeanwhileError when the client is not as it was read.
   */
  async remove(row: ClientVersion): Promise<void> {
    await this.replace(row, { status: 'removed', definition: '{}' }, []);
  }

  /**
   * @returns the id of the secret.
   * @throws ChangedMeanwhileError when the client is not as it was read.
   */
  async addSecret(row: ClientVersion, secret: KeptSecret): Promise<string> {
    const id = randomUUID();
    await atomically(this.dataSource, [this.changeOf(row, {}), this.insertion(row.clientId, id, secret)]);
    return id;
  }

  /** @throws ChangedMeanwhileError when the client is not as it was read, or has no such secret. */
  async removeSecret(row: ClientVersion, id: string): Promise<void> {
    const { clientId } = row;
    await atomically(this.dataSource, [
      this.changeOf(row, {}),
      mustChangeOne(this.secrets.createQueryBuilder().delete().where({ clientId, id })),
    ]);
  }

  /** Puts another digest of the same secret in the place of its present one, unless it has changed meanwhile. */
  async renewDigest(clientId: string, id: string, from: string, to: string): Promise<void> {
    const renewal = this.secrets
      .createQueryBuilder()
      .update()
      .set({ digest: to })
      .where({ clientId, id, digest: from });
    try {
      await atomically(this.dataSource, [mustChangeOne(renewal), this.change(clientId, {})]);
    } catch (error) {
      if (!(error instanceof ChangedMeanwhileError)) throw error;
    }
  }

  /** @returns true for the first caller that reports this problem of this client, counted over all processes. */
  async firstToReport(row: ClientRow, problem: string): Promise<boolean> {
    return firstToReport(this.rows, { clientId: row.clientId }, row, problem);
  }

  private async current(clientId?: string): Promise<ClientSecret[]> {
    // Secrets that expired a moment ago are included, so that their use can be distinguished from a guess.
    return this.secretReading.find(
      `${clientId === undefined ? '' : 'client_id = ? AND '}(expires_at IS NULL OR expires_at > ?)
       ORDER BY created_at, id`,
      [...(clientId === undefined ? [] : [clientId]), this.clock.epoch() - 300],
    );
  }

  private insertion(clientId: string, id: string, { digest, expiresAt }: KeptSecret) {
    return this.secrets
      .createQueryBuilder()
      .insert()
      .values({ id, clientId, digest, expiresAt, createdAt: this.clock.epoch() });
  }

  private forgetSecrets(clientId: string): Statement {
    return this.secrets.createQueryBuilder().delete().where('client_id = :clientId', { clientId });
  }

  /** A change of the client as it was read. */
  private changeOf({ clientId, version }: ClientVersion, columns: Partial<ClientRow>): Statement {
    return mustChangeOne(this.change(clientId, columns).andWhere('version = :version', { version }));
  }

  private change(clientId: string, columns: Partial<ClientRow>) {
    this.versions.forget();
    return this.rows
      .createQueryBuilder()
      .update()
      .set(asChanged(columns, this.clock.epoch()))
      .where('client_id = :clientId', { clientId });
  }
}
