import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Nothing else has such names, so what a killed process left behind is recognised. */
const ENDING = '.wardkey-draft';
/** By these a terminal or a service manager ends a process. */
const ENDING_SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Works on a draft beside the place of a file, so that the file exists either whole or not at all. The work gives the
 * file its name (link, rename). The draft is deleted when the work is over, also when a signal ends the process
 * meanwhile. Only a process that is killed (SIGKILL), or a machine that stops, leaves it behind.
 *
 * @param work must leave the event loop free, or a signal waits for it.
 * @param beside endings of further files that may lie beside the draft.
 */
export async function withDraft<T>(
  target: string,
  work: (draft: string) => Promise<T>,
  beside: readonly string[] = [],
): Promise<T> {
  const draft = `${target}.${randomUUID()}${ENDING}`;
  const remove = () => {
    for (const ending of ['', ...beside]) rmSync(draft + ending, { force: true });
  };
  const endBy = (signal: NodeJS.Signals) => {
    remove();
    ignoreSignals();
    // Whoever sent it sees that it ended the process.
    process.kill(process.pid, signal);
  };
  const ignoreSignals = () => {
    for (const signal of ENDING_SIGNALS) process.removeListener(signal, endBy);
  };
  for (const signal of ENDING_SIGNALS) process.on(signal, endBy);
  try {
    return await work(draft);
  } finally {
    remove();
    ignoreSignals();
  }
}

/**
 * The drafts in the folder of a file. Each one belongs to a process that works on it at this moment, or to one that was
 * killed; nothing tells which.
 */
export function draftsBeside(target: string): string[] {
  const folder = dirname(target);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(ENDING) && name !== basename(target))
    .map((name) => join(folder, name));
}
