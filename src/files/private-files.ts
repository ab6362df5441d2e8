import { closeSync, lstatSync, mkdirSync, openSync, type Stats, statSync } from 'node:fs';
import { DomainError } from '#src/errors/domain-error.js';

/** Who, beside the user this process runs as, may reach what holds secrets. */
export interface PrivateAccess {
  /** The group too; nobody else ever may. */
  group: boolean;
}

/** A folder or file that holds secrets can be reached by others. The message says how to mend it. */
export class ExposedFileError extends DomainError {
  constructor(message: string) {
    super({ code: 'file_exposed', message });
  }
}

/**
 * Makes a folder that is ours alone, or looks at the one that is there.
 *
 * @throws ExposedFileError
 */
export function privateFolder(folder: string, access: PrivateAccess): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  refuseIfExposed('folder', folder, statSync(folder), access);
}

/**
 * Makes an empty file that is ours alone, whatever the umask, or looks at the one that is there.
 *
 * @throws ExposedFileError
 */
export function privateFile(file: string, access: PrivateAccess): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    refuseExposedFile(file, access);
  }
}

/** @throws ExposedFileError for a file that is there and not ours alone. */
export function refuseExposedFile(file: string, access: PrivateAccess): void {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (!found) return;
  const name = quoted(file);
  if (found.isSymbolicLink())
    throw new ExposedFileError(
      `The file ${file} is a symbolic link, so it is not known who can change what it leads to. Mend it: cp --remove-destination "$(readlink -f ${name})" ${name} && chmod 600 ${name}`,
    );
  refuseIfExposed('file', file, found, access);
}

function refuseIfExposed(
  kind: 'folder' | 'file',
  path: string,
  { uid, mode }: Stats,
  { group }: PrivateAccess,
): void {
  // Windows has no such thing.
  const user = process.geteuid?.();
  if (user === undefined) return;
  if (uid !== user && uid !== 0)
    throw new ExposedFileError(
      `The ${kind} ${path} holds secrets and belongs to the user ${uid}, but this process runs as ${user}. Run it as ${uid}, or mend it: chown ${user} ${quoted(path)}`,
    );
  const right = { folder: group ? '770' : '700', file: group ? '660' : '600' }[kind];
  if ((mode & 0o077 & ~parseInt(right, 8)) === 0) return;
  const byGroup = (mode & 0o007) === 0;
  throw new ExposedFileError(
    `The ${kind} ${path} holds secrets, and ${byGroup ? 'its group' : 'everybody'} may reach it (mode ${(mode & 0o777).toString(8)}). Mend it: chmod ${right} ${quoted(path)}${byGroup ? ' (where the group is this process’s own, as on a Kubernetes volume with fsGroup: set groupMayAccessData to true)' : ''}`,
  );
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
