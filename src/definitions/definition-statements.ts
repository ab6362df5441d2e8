import type { Repository } from 'typeorm';
import { sha256 } from '#src/crypto/handle.js';
import { isUniqueViolation } from '#src/database/atomically.js';
import { epochNow } from '#src/clock/clock.js';
import type { DefinitionRow } from './definition-row.entity.js';

/** What the column `definition` holds of the settings that are no secrets; `enabled` has a column of its own. */
export function definitionText({ enabled: _column, ...open }: Record<string, unknown>): string {
  return JSON.stringify(open);
}

/** A new row has these columns beside its own. */
export function asNew<Columns extends object>(columns: Columns) {
  const now = epochNow();
  return { ...columns, toldProblem: null, version: 1, createdAt: now, updatedAt: now };
}

/** A changed row has these columns beside those that change. */
export function asChanged<Columns extends object>(columns: Columns) {
  return { ...columns, version: () => 'version + 1', updatedAt: epochNow() };
}

/** @returns false when there is a row of this name already. */
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
 * @returns whether nobody has told this problem of this row yet, in whichever process.
 */
export async function firstToTell(
  rows: Repository<DefinitionRow>,
  key: object,
  row: DefinitionRow,
  problem: string,
): Promise<boolean> {
  const toldProblem = sha256(problem);
  if (row.toldProblem === toldProblem) return false;
  const result = await rows
    .createQueryBuilder()
    .update()
    .set({ toldProblem })
    .where(key)
    .andWhere('(told_problem IS NULL OR told_problem <> :toldProblem)', { toldProblem })
    .execute();
  return result.affected === 1;
}
