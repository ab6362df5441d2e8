import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * What users of this machine may do with a file who are neither its owner nor in its group. The folders that lead to
 * the file are taken into account.
 */
export function openToOthers(file: string): 'read' | 'write' | undefined {
  // Windows has no such permissions.
  if (process.platform === 'win32') return undefined;
  const { mode } = statSync(file);
  if ((mode & 0o006) === 0) return undefined;
  for (let folder = dirname(resolve(file)); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return undefined;
    if (folder === dirname(folder)) break;
  }
  return (mode & 0o002) === 0 ? 'read' : 'write';
}
