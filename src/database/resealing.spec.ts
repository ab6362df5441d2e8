import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { SecretBox } from '#src/crypto/secret-box.js';
import { openDatabase } from '../../test/support/database.js';
import { proves } from '../../test/support/proves.js';
import { Resealing } from './resealing.js';
import { sealedColumnsOf } from './sealed-column.js';

const [earlier, present] = [randomBytes(32), randomBytes(32)];
const before = new SecretBox(earlier);
const changed = new SecretBox(present, [earlier]);
const after = new SecretBox(present);

describe('sealing everything anew', () => {
  let dataSource: DataSource;
  const letter = (id: number, sealed: string) =>
    dataSource.query(
      'INSERT INTO mail_message (id, kind, sealed_letter, attempts, created_at, next_attempt_at, useless_after) VALUES (?, ?, ?, 0, 0, 0, 0)',
      [String(id).padStart(4, '0'), 'invitation', sealed],
    );
  const letters = async () =>
    (
      (await dataSource.query('SELECT sealed_letter FROM mail_message ORDER BY id')) as Array<{
        sealed_letter: string;
      }>
    ).map(({ sealed_letter: sealed }) => sealed);
  const ofLetters = async (resealing: Resealing) =>
    (await resealing.reseal()).find(({ table }) => table === 'mail_message');

  beforeEach(async () => (dataSource = await openDatabase()));
  afterEach(() => dataSource.destroy());

  it('knows every sealed column of the schema', () => {
    proves('TM-48');
    const named = dataSource.entityMetadatas.flatMap(({ columns, tableName }) =>
      columns.flatMap(({ databaseName }) =>
        databaseName.startsWith('sealed_') ? [`${tableName}.${databaseName}`] : [],
      ),
    );
    const known = sealedColumnsOf(dataSource).map(({ table, column }) => `${table}.${column}`);
    expect(known.sort()).toEqual(named.sort());
    expect(known).toContain('signing_key.sealed_private_jwk');
  });

  it('leaves nothing that needs the earlier key, also over many rows, and is the same a second time', async () => {
    proves('TM-48');
    for (let id = 0; id < 250; id += 1) await letter(id, before.seal('mail', `letter ${id}`));
    const resealing = new Resealing(dataSource, changed);
    expect(await ofLetters(resealing)).toMatchObject({ sealed: 250, resealed: 250, unreadable: 0 });
    expect(await ofLetters(resealing)).toMatchObject({ sealed: 250, resealed: 0, unreadable: 0 });
    expect((await letters()).map((sealed) => after.open('mail', sealed))).toEqual(
      Array.from({ length: 250 }, (_, id) => `letter ${id}`),
    );
  });

  it('leaves a value alone that a server changes at the same moment', async () => {
    await letter(1, before.seal('mail', 'old'));
    const ofServer = before.seal('mail', 'new');
    // The server writes between the reading and the writing of the command.
    class Overtaken extends SecretBox {
      override resealed(purpose: string, sealed: string) {
        void dataSource.query('UPDATE mail_message SET sealed_letter = ?', [ofServer]);
        return super.resealed(purpose, sealed);
      }
    }
    await new Resealing(dataSource, new Overtaken(present, [earlier])).reseal();
    expect(await letters()).toEqual([ofServer]);
  });

  it('says how many values no key opens, and leaves them as they are', async () => {
    const foreign = new SecretBox(randomBytes(32)).seal('mail', 'x');
    await letter(1, foreign);
    await letter(2, before.seal('mail', 'ours'));
    expect(await ofLetters(new Resealing(dataSource, changed))).toMatchObject({
      sealed: 1,
      resealed: 1,
      unreadable: 1,
    });
    expect((await letters())[0]).toBe(foreign);
  });

  it('seals secrets of an identity provider for its own scheme', async () => {
    await dataSource.query(
      `INSERT INTO identity_provider (scheme_key, definition, sealed_secrets, enabled, version, created_at, updated_at)
       VALUES ('hospital', '{}', ?, 1, 1, 0, 0)`,
      [before.seal('identity-provider hospital', '{}')],
    );
    await new Resealing(dataSource, changed).reseal();
    const [row] = await dataSource.query('SELECT sealed_secrets AS sealed FROM identity_provider');
    expect(after.open('identity-provider hospital', (row as { sealed: string }).sealed)).toBe('{}');
  });
});
