import type { DataSource, EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';
import type { Statement } from './atomically.js';
import { Sql } from './sql.js';

type ColumnMetadata = EntityMetadata['columns'][number];

/**
 * Reads and writes whole rows of one table by plain SQL, for the code that runs most often. The statements are made
 * once, from the same entity class that TypeORM uses, and values are changed in the same way.
 */
export class EntityRows<Entity extends ObjectLiteral> {
  private readonly sql: Sql;
  private readonly metadata: EntityMetadata;
  private readonly columns: readonly ColumnMetadata[];
  private readonly selection: string;
  private readonly insertText: string;

  constructor(
    private readonly dataSource: DataSource,
    entity: EntityTarget<Entity>,
  ) {
    this.sql = new Sql(dataSource);
    this.metadata = dataSource.getMetadata(entity);
    this.columns = this.metadata.columns;
    const { tableName } = this.metadata;
    const names = this.columns.map(({ databaseName }) => `"${databaseName}"`);
    this.selection = `SELECT ${names.join(', ')} FROM ${tableName} WHERE`;
    this.insertText = `INSERT INTO ${tableName} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
  }

  /**
   * @param condition what follows WHERE: columns by their names in the database, values as `?`.
   * @throws TypeError when a value is missing. A missing value must never decide which row is found.
   */
  async find(condition: string, parameters: unknown[]): Promise<Entity[]> {
    this.refuseMissing(condition, parameters);
    const rows = await this.sql.rows<Record<string, unknown>>(`${this.selection} ${condition}`, parameters);
    return rows.map((row) => this.entity(row));
  }

  /** The first row of {@link find}. */
  async findOne(condition: string, parameters: unknown[]): Promise<Entity | undefined> {
    return (await this.find(condition, parameters))[0];
  }

  async insert(entity: Entity): Promise<void> {
    await this.sql.rows(this.insertText, this.values(entity));
  }

  /** The same as {@link insert}, for a list of statements that succeed or fail together (`atomically`). */
  insertion(entity: Entity): Statement {
    return this.sql.statement(this.insertText, this.values(entity));
  }

  /**
   * Changes rows, as one of a list of statements that succeed or fail together (`atomically`).
   *
   * @param changes members that are undefined stay as they are.
   * @param condition as in {@link find}
   * @param counts members that are raised by one.
   */
  change(
    changes: Partial<Entity>,
    condition: string,
    parameters: unknown[],
    counts: Array<keyof Entity & string> = [],
  ): Statement {
    this.refuseMissing(condition, parameters);
    const changed = this.columns.filter(({ propertyName }) => changes[propertyName] !== undefined);
    const counted = this.columns.filter(({ propertyName }) => counts.includes(propertyName));
    const assignments = [
      ...changed.map(({ databaseName }) => `"${databaseName}" = ?`),
      ...counted.map(({ databaseName }) => `"${databaseName}" = "${databaseName}" + 1`),
    ];
    return this.sql.statement(
      `UPDATE ${this.metadata.tableName} SET ${assignments.join(', ')} WHERE ${condition}`,
      [...this.valuesOf(changed, changes), ...parameters],
    );
  }

  /** Deletes rows, as one of a list of statements that succeed or fail together (`atomically`). */
  deletion(condition: string, parameters: unknown[]): Statement {
    this.refuseMissing(condition, parameters);
    return this.sql.statement(`DELETE FROM ${this.metadata.tableName} WHERE ${condition}`, parameters);
  }

  private refuseMissing(condition: string, parameters: unknown[]): void {
    if (parameters.some((value) => value === undefined || value === null))
      throw new TypeError(`a value is missing: ${this.metadata.tableName} WHERE ${condition}`);
  }

  private values(entity: Entity): unknown[] {
    return this.valuesOf(this.columns, entity);
  }

  private valuesOf(columns: readonly ColumnMetadata[], entity: Partial<Entity>): unknown[] {
    const { driver } = this.dataSource;
    return columns.map((column) =>
      driver.preparePersistentValue((entity as Record<string, unknown>)[column.propertyName], column),
    );
  }

  private entity(row: Record<string, unknown>): Entity {
    const { driver } = this.dataSource;
    const entity = this.metadata.create(undefined as never) as Record<string, unknown>;
    for (const column of this.columns)
      entity[column.propertyName] = driver.prepareHydratedValue(row[column.databaseName], column);
    return entity as Entity;
  }
}
