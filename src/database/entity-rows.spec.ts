import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm';
import { atomically } from './atomically.js';
import { EntityRows } from './entity-rows.js';
import { EpochColumn } from './epoch-column.js';

@Entity('note')
class Note {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id!: string;

  @Column({ type: 'simple-json', name: 'what_it_says' })
  content!: object;

  @Column({ type: 'boolean' })
  read!: boolean;

  @Column({ type: 'integer' })
  count!: number;

  @EpochColumn({ name: 'answered_at', nullable: true })
  answeredAt!: number | null;
}

const NOTE: Note = { id: 'one', content: { a: [1] }, read: true, count: 3, answeredAt: null };

describe('EntityRows', () => {
  let dataSource: DataSource;
  let rows: EntityRows<Note>;
  beforeEach(async () => {
    const database = { type: 'better-sqlite3', database: ':memory:', entities: [Note], synchronize: true };
    dataSource = await new DataSource(database as never).initialize();
    rows = new EntityRows(dataSource, Note);
  });
  afterEach(() => dataSource.destroy());

  it('writes a row as TypeORM does', async () => {
    await rows.insert(NOTE);
    expect(await dataSource.getRepository(Note).find()).toEqual([NOTE]);
  });

  it('reads a row as TypeORM does', async () => {
    await dataSource.getRepository(Note).insert([NOTE, { ...NOTE, id: 'two', read: false, answeredAt: 7 }]);
    const found = await rows.find('"count" = ? ORDER BY id', [3]);
    expect(found).toEqual(await dataSource.getRepository(Note).find({ order: { id: 'ASC' } }));
    expect(found[1]).toBeInstanceOf(Note);
    expect(await rows.findOne('id = ?', ['three'])).toBeUndefined();
  });

  it('changes some members of the rows that fit, and raises counts', async () => {
    await dataSource.getRepository(Note).insert([NOTE, { ...NOTE, id: 'two' }]);
    const content = { b: true };
    await atomically(dataSource, [
      rows.change({ content, answeredAt: 7, read: undefined }, 'id = ?', ['two'], ['count']),
    ]);
    expect(await rows.find('1 = 1 ORDER BY id', [])).toEqual([
      NOTE,
      { ...NOTE, id: 'two', content, answeredAt: 7, count: 4 },
    ]);
    expect(() => rows.change({ count: 1 }, 'id = ?', [undefined])).toThrow('a value is missing');
  });

  it.each([undefined, null])(
    'a value that is %s is an error and never decides what is found',
    async (value) => {
      await expect(rows.find('id = ?', [value])).rejects.toThrow('a value is missing');
    },
  );
});
