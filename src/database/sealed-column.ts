import { Column, type ColumnOptions, type DataSource, type EntityMetadata } from 'typeorm';

/** The primary key of a row, by the names of its members. */
export type RowKey = Record<string, unknown>;

/** For which purpose the values of a column are sealed (SecretBox). */
export type SealedPurpose = string | ((key: RowKey) => string);

const purposes = new Map<object, Map<string, SealedPurpose>>();

/**
 * A column whose values are sealed with the encryption key (SecretBox). When the key is changed, `Resealing` finds all
 * such columns by this decorator.
 *
 * @param purpose as the store seals; a function where it depends on the row.
 */
export function SealedColumn(
  purpose: SealedPurpose,
  options: ColumnOptions & { name: string },
): PropertyDecorator {
  return (prototype, member) => {
    const known = purposes.get(prototype) ?? new Map<string, SealedPurpose>();
    purposes.set(prototype, known.set(String(member), purpose));
    Column({ type: 'text', ...options })(prototype, member);
  };
}

/** A sealed column of a table. */
export interface SealedColumnOfTable {
  table: string;
  column: string;
  /** The primary column. */
  key: string;
  /** For which purpose the value of a row is sealed. @param key of the row. */
  purposeOf(key: string): string;
}

/** All sealed columns of a database. */
export function sealedColumnsOf({ entityMetadatas }: DataSource): SealedColumnOfTable[] {
  return entityMetadatas.flatMap((metadata) => {
    const { prototype } = metadata.target as { prototype: object };
    return [...(purposes.get(prototype) ?? [])].map(([member, purpose]) => {
      const key = onlyKeyOf(metadata);
      return {
        table: metadata.tableName,
        column: metadata.findColumnWithPropertyName(member)!.databaseName,
        key: key.databaseName,
        purposeOf: (value) =>
          typeof purpose === 'string' ? purpose : purpose({ [key.propertyName]: value }),
      };
    });
  });
}

function onlyKeyOf({ tableName, primaryColumns }: EntityMetadata): EntityMetadata['primaryColumns'][number] {
  const [key] = primaryColumns;
  if (key && primaryColumns.length === 1) return key;
  throw new TypeError(`${tableName}: a table with sealed values needs one primary column`);
}
