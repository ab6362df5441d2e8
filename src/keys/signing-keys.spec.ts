import { randomBytes } from 'node:crypto';
import { jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../../test/support/database.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { SigningKeys } from './signing-keys.js';

describe('the signing keys', () => {
  let dataSource: DataSource;
  const box = new SecretBox(randomBytes(32));
  const algorithms = async (keys: SigningKeys) => (await keys.privateJwks()).map(({ alg }) => alg);

  beforeEach(async () => (dataSource = await openDatabase()));
  afterEach(async () => {
    jest.restoreAllMocks();
    await dataSource.destroy();
  });

  it('have the same order everywhere, also when a second began while they were made', async () => {
    let now = 1_700_000_000_000;
    jest.spyOn(Date, 'now').mockImplementation(() => (now += 1000));
    expect(await algorithms(new SigningKeys(dataSource, box))).toEqual(['RS256', 'ES256']);
  });
});
