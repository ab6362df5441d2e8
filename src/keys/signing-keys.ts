import { Injectable } from '@nestjs/common';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { DataSource, type Repository } from 'typeorm';
import { SecretBox } from '#src/crypto/secret-box.js';
import { Clock } from '#src/clock/clock.js';
import { EntityRows } from '#src/database/entity-rows.js';
import { withStartLock } from '#src/database/start-lock.js';
import { SigningKey } from './signing-key.entity.js';

const PURPOSE = 'signing-key';
/**
 * ID tokens must be RS256 (SMART App Launch 2.2). Access tokens are ES256, which is ten times cheaper to sign, or what
 * the FHIR server’s settings say.
 */
const ALGORITHMS = ['RS256', 'ES256'] as const;

/**
 * This server’s signing keys. They are made at the first start, encrypted in the database, and shared by all processes.
 */
@Injectable()
export class SigningKeys {
  private readonly keys: Repository<SigningKey>;
  private readonly reading: EntityRows<SigningKey>;
  private making?: Promise<void>;
  /** Whether the keys could be read and decrypted at the last attempt, so that tokens can be signed. */
  areOpen = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly secretBox: SecretBox,
    private readonly clock: Clock,
  ) {
    this.keys = dataSource.getRepository(SigningKey);
    this.reading = new EntityRows(dataSource, SigningKey);
  }

  /** The private keys as JWKs, current ones first. Missing keys are made. */
  async privateJwks(): Promise<JWK[]> {
    try {
      const opened = await this.openOrMake();
      this.areOpen = true;
      return opened;
    } catch (error) {
      this.areOpen = false;
      throw error;
    }
  }

  private async openOrMake(): Promise<JWK[]> {
    const rows = await this.stored();
    if (missingIn(rows).length === 0) return rows.map((row) => this.open(row));
    await (this.making ??= this.makeMissing().finally(() => (this.making = undefined)));
    return this.openOrMake();
  }

  /**
   * One process makes the keys and the others read them. If two processes made keys, each would publish a key that the
   * other does not know.
   */
  private async makeMissing(): Promise<void> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await withStartLock(runner, async () => {
        const createdAt = this.clock.epoch();
        for (const alg of missingIn(await this.stored())) await this.generate(alg, createdAt);
      });
    } finally {
      await runner.release();
    }
  }

  private stored(): Promise<SigningKey[]> {
    // Keys that were made together always have the same order, because discovery lists their algorithms.
    return this.reading.find('1 = 1 ORDER BY state, created_at DESC, alg DESC', []);
  }

  private open(row: SigningKey): JWK {
    return {
      ...(JSON.parse(this.secretBox.open(PURPOSE, row.sealedPrivateJwk)) as JWK),
      kid: row.kid,
      alg: row.alg,
      use: 'sig',
    };
  }

  private async generate(alg: SigningKey['alg'], createdAt: number): Promise<void> {
    const { privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength: 2048 });
    const jwk = await exportJWK(privateKey);
    await this.keys.insert({
      kid: await calculateJwkThumbprint(jwk),
      alg,
      state: 'current',
      sealedPrivateJwk: this.secretBox.seal(PURPOSE, JSON.stringify(jwk)),
      createdAt,
    });
  }
}

function missingIn(rows: SigningKey[]) {
  return ALGORITHMS.filter((alg) => !rows.some((row) => row.alg === alg && row.state === 'current'));
}
