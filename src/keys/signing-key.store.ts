import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { atomically, mustChangeOne, type Statement } from '#src/database/atomically.js';
import { EntityRows } from '#src/database/entity-rows.js';
import { Sql } from '#src/database/sql.js';
import { Clock } from '#src/clock/clock.js';
import { requestScope } from '#src/request-scope/request-scope.js';
import { inOrder } from './key-states.js';
import { type KeyState, SigningKey } from './signing-key.entity.js';

/** The only code that queries signing keys. */
@Injectable()
export class SigningKeyStore {
  private readonly rows: EntityRows<SigningKey>;
  private readonly sql: Sql;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.rows = new EntityRows(dataSource, SigningKey);
    this.sql = new Sql(dataSource);
  }

  /** All keys, also those that are over, in the order of `inOrder`. */
  async all(): Promise<SigningKey[]> {
    // Keys belong to no request: what is read for one is used for all.
    return inOrder(await requestScope.exit(() => this.rows.find('1 = 1', [])));
  }

  /** Several changes of keys, all or none. @throws ChangedMeanwhileError when another process was faster. */
  together(changes: Statement[]): Promise<void> {
    return atomically(this.dataSource, changes);
  }

  /** It fails when there is a key of this algorithm in this state already. */
  insertion(key: SigningKey): Statement {
    return this.rows.insertion(key);
  }

  /** Lets a key sign. It takes effect only while the key has not changed. */
  activation({ kid, state }: SigningKey): Statement {
    return this.change(kid, state, 'current', '');
  }

  /**
   * Ends the signing of a key for good: its private key is deleted, and with a revocation also the proof that it is a key
   * of this server. It takes effect only while the key has not changed.
   */
  ending({ kid, state }: SigningKey, to: Exclude<KeyState, 'current' | 'next'>): Statement {
    const proof = to === 'revoked' ? ', sealed_public_jwk = NULL' : '';
    return this.change(kid, state, to, `, sealed_private_jwk = NULL${proof}`);
  }

  /** Forgets a key that is over. */
  forgetting({ kid, state }: SigningKey): Statement {
    return mustChangeOne(
      this.sql.statement('DELETE FROM signing_key WHERE kid = ? AND state = ?', [kid, state]),
    );
  }

  /** For a key that has none, and that is not revoked meanwhile. */
  async setSealedPublicJwk(kid: string, sealed: string): Promise<void> {
    await this.sql.rows(
      `UPDATE signing_key SET sealed_public_jwk = ?
       WHERE kid = ? AND sealed_public_jwk IS NULL AND state <> 'revoked'`,
      [sealed, kid],
    );
  }

  private change(kid: string, from: KeyState, to: KeyState, also: string): Statement {
    return mustChangeOne(
      this.sql.statement(
        `UPDATE signing_key SET state = ?, state_since = ?${also} WHERE kid = ? AND state = ?`,
        [to, this.clock.epoch(), kid, from],
      ),
    );
  }
}
