import type { Repository } from 'typeorm';
import { sha256 } from '#src/crypto/handle.js';
import { isUniqueViolation } from '#src/database/atomically.js';
import type { DefinitionRow } from './definition-row.entity.js';

/** The content of the column `definition`: the settings that are not secrets. `enabled` has its own column. */
export function definitionText({ enabled: _column, ...open }: Record<string, unknown>): string {
  return JSON.stringify(open);
}

/**
 * Adds to a new row the columns that every table of definitions has.
 *
 * @param now seconds since 1970.
 */
export function asNew<Columns extends object>(columns: Columns, now: number) {
  return { ...columns, reportedProblem: null, version: 1, createdAt: now, updatedAt: now };
}

/**
 * Adds to the changed columns those that change with every update.
 *
 * @param now seconds since 1970.
 */
export function asChanged<Columns extends object>(columns: Columns, now: number) {
  return { ...columns, version: () => 'version + 1', updatedAt: now };
}

/** @returns false when there is a row with this name already. */
export async function insertedOnce(insert: () => Promise<unknown>): Promise<boolean> {
  try {
    await insert();
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

/**
 * @param key finds the row.
 * @returns true for the first caller that reports this problem of this row, counted over all processes.
 */
export async function firstToReport(
  rows: Repository<DefinitionRow>,
  key: object,
  row: DefinitionRow,
  problem: string,
): Promise<boolean> {
  const reportedProblem = sha256(problem);
  if (row.reportedProblem === reportedProblem) return false;
  const result = await rows
    .createQueryBuilder()
    .update()
    .set({ reportedProblem })
    .where(key)
    .andWhere('(told_problem IS NULL OR told_problem <> :reportedProblem)', { reportedProblem })
    .execute();
  return result.affected === 1;
}
