import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../../test/support/database.js';
import { TickingClock } from '../../test/support/test-clock.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { SigningKeys } from './signing-keys.js';

describe('the signing keys', () => {
  let dataSource: DataSource;
  const box = new SecretBox(randomBytes(32));
  const algorithms = async (keys: SigningKeys) => (await keys.privateJwks()).map(({ alg }) => alg);

  beforeEach(async () => (dataSource = await openDatabase()));
  afterEach(() => dataSource.destroy());

  it('have the same order everywhere, also when a second began while they were made', async () => {
    expect(await algorithms(new SigningKeys(dataSource, box, new TickingClock()))).toEqual([
      'RS256',
      'ES256',
    ]);
  });
});
