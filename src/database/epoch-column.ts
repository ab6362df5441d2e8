import { Column, type ColumnOptions, type ValueTransformer } from 'typeorm';

/** PostgreSQL returns 64-bit integers as text. */
export const asNumber: ValueTransformer = {
  to: (value: number | null | undefined) => value,
  from: (value: string | number | null) => (value === null ? null : Number(value)),
};

/** A point in time as whole seconds since 1970 (like `exp` and `iat`), the same in both databases. */
export function EpochColumn(options: ColumnOptions & { name: string }): PropertyDecorator {
  return Column({ type: 'bigint', transformer: asNumber, ...options });
}
