import { Injectable } from '@nestjs/common';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { DataSource, type Repository } from 'typeorm';
import { SecretBox } from '#src/crypto/secret-box.js';
import { isUniqueViolation } from '#src/database/atomically.js';
import { epochNow } from '#src/database/epoch-column.js';
import { SigningKey } from './signing-key.entity.js';

const PURPOSE = 'signing-key';
/** ID tokens must be RS256 (SMART App Launch 2.2); access tokens are ES256, ten times cheaper to sign. */
const ALGORITHMS = ['RS256', 'ES256'] as const;

/** Our signing keys: made at the first start, sealed in the database, the same for every process. */
@Injectable()
export class SigningKeys {
  private readonly keys: Repository<SigningKey>;

  constructor(
    dataSource: DataSource,
    private readonly secretBox: SecretBox,
  ) {
    this.keys = dataSource.getRepository(SigningKey);
  }

  /** The private keys as JWKs, current ones first; missing ones are made. */
  async privateJwks(): Promise<JWK[]> {
    const rows = await this.keys.find({ order: { state: 'ASC', createdAt: 'DESC' } });
    const missing = ALGORITHMS.filter(
      (alg) => !rows.some((row) => row.alg === alg && row.state === 'current'),
    );
    if (missing.length === 0) return rows.map((row) => this.open(row));
    for (const alg of missing) await this.generate(alg);
    return this.privateJwks();
  }

  private open(row: SigningKey): JWK {
    return {
      ...(JSON.parse(this.secretBox.open(PURPOSE, row.sealedPrivateJwk)) as JWK),
      kid: row.kid,
      alg: row.alg,
      use: 'sig',
    };
  }

  private async generate(alg: SigningKey['alg']): Promise<void> {
    const { privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength: 2048 });
    const jwk = await exportJWK(privateKey);
    try {
      await this.keys.insert({
        kid: await calculateJwkThumbprint(jwk),
        alg,
        state: 'current',
        sealedPrivateJwk: this.secretBox.seal(PURPOSE, JSON.stringify(jwk)),
        createdAt: epochNow(),
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
    }
  }
}
