import { ChangedMeanwhileError } from '#src/database/atomically.js';
import type { DefinitionKind } from '#src/definitions/definition-kind.js';
import { DefinitionChangedError } from './errors.js';

/** Whether a version of a definition is one that the caller has seen. */
export type IsSeen = (version: number) => boolean;

export const anyVersion: IsSeen = () => true;

/** How often a change is tried again, when another change comes in between each time. */
const ATTEMPTS = 5;

/**
 * Changes a client or an identity provider of the database, if the caller has seen the version that is changed. When it
 * changes in between, all begins again: what is changed is always what was checked.
 *
 * @param read the definition, and its version.
 * @throws DefinitionChangedError
 */
export async function changeWhatWasSeen<Stored, T>(
  kind: DefinitionKind,
  isSeen: IsSeen,
  read: () => Promise<{ stored: Stored; version: number }>,
  change: (stored: Stored) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const { stored, version } = await read();
    if (!isSeen(version)) throw new DefinitionChangedError(kind);
    try {
      return await change(stored);
    } catch (error) {
      if (!(error instanceof ChangedMeanwhileError)) throw error;
      if (attempt === ATTEMPTS) throw new DefinitionChangedError(kind);
    }
  }
}
