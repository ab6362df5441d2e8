import { Column, type ColumnOptions } from 'typeorm';

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

/** The sealed members of an entity, each with its purpose. */
export function sealedMembersOf(entity: { prototype: object }): ReadonlyMap<string, SealedPurpose> {
  return purposes.get(entity.prototype) ?? new Map<string, SealedPurpose>();
}
