import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#src/clock/clock.js';
import { newHandle, sha256 } from '#src/crypto/handle.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { EntityRows } from '#src/database/entity-rows.js';
import { Sql } from '#src/database/sql.js';
import { TEST_SIGN_IN_PURPOSE, TestSignIn } from './test-sign-in.entity.js';

/** Time enough to sign in at the identity provider, also with a second factor. */
const LIFETIME_SECONDS = 600;

/** What a test sign-in is about, and who asked for it. */
export type AskedTest = Pick<TestSignIn, 'scheme' | 'fhirServer' | 'clientId' | 'actorId'>;

/** Stores sign-ins without effect, for ten minutes. Their ids are not stored, and their results are sealed. */
@Injectable()
export class TestSignInStore {
  private readonly rows: EntityRows<TestSignIn>;
  private readonly sql: Sql;

  constructor(
    dataSource: DataSource,
    private readonly secretBox: SecretBox,
    private readonly clock: Clock,
  ) {
    this.rows = new EntityRows(dataSource, TestSignIn);
    this.sql = new Sql(dataSource);
  }

  async begin(asked: AskedTest): Promise<{ id: string; expiresAt: number }> {
    const id = newHandle();
    const expiresAt = this.clock.epoch() + LIFETIME_SECONDS;
    await this.rows.insert({ ...asked, idHash: sha256(id), sealedResult: null, expiresAt });
    return { id, expiresAt };
  }

  /** @returns undefined when there is none, or its time is over. */
  async find(id: string): Promise<TestSignIn | undefined> {
    const found = await this.rows.findOne('id_hash = ?', [sha256(id)]);
    return found && found.expiresAt > this.clock.epoch() ? found : undefined;
  }

  /** Stores the first result. Another one changes nothing. */
  async settle({ idHash }: TestSignIn, result: object): Promise<void> {
    await this.sql.rows(
      'UPDATE test_sign_in SET sealed_result = ? WHERE id_hash = ? AND sealed_result IS NULL',
      [this.secretBox.seal(TEST_SIGN_IN_PURPOSE, JSON.stringify(result)), idHash],
    );
  }

  resultOf({ sealedResult }: TestSignIn): unknown {
    return sealedResult === null
      ? undefined
      : JSON.parse(this.secretBox.open(TEST_SIGN_IN_PURPOSE, sealedResult));
  }
}
