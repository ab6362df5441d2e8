import { closeSync, lstatSync, mkdirSync, openSync, type Stats, statSync } from 'node:fs';
import { DomainError } from '#src/errors/domain-error.js';
import { FileFaultError, fileFault, withFile } from './file-fault.js';

/** Who may access files with secrets, besides the user that this process runs as. */
export interface PrivateAccess {
  /** Whether the group may, too. Other users never may. */
  group: boolean;
}

/** Other users can access a folder or file that contains secrets. The message says how to fix that. */
export class ExposedFileError extends DomainError {
  constructor(message: string) {
    super({ code: 'file_exposed', message });
  }
}

/**
 * Makes a folder that only this process’s user can access, or checks the existing folder.
 *
 * @throws ExposedFileError
 * @throws FileFaultError when it cannot be made.
 */
export function privateFolder(folder: string, access: PrivateAccess): void {
  withFile(folder, () => mkdirSync(folder, { recursive: true, mode: 0o700 }));
  refuseIfExposed('folder', folder, statSync(folder), access);
}

/**
 * Makes an empty file that only this process’s user can access, whatever the umask is, or checks the existing file.
 *
 * @throws ExposedFileError
 * @throws FileFaultError when it cannot be made, or something else stands there.
 */
export function privateFile(file: string, access: PrivateAccess): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw fileFault(error, file);
    refuseExposedFile(file, access);
  }
}

/**
 * @throws ExposedFileError when the file exists and other users can access it.
 * @throws FileFaultError when something else than a file stands there.
 */
export function refuseExposedFile(file: string, access: PrivateAccess): void {
  const found = withFile(file, () => lstatSync(file, { throwIfNoEntry: false }));
  if (!found) return;
  const name = quoted(file);
  if (found.isSymbolicLink())
    throw new ExposedFileError(
      `The file ${file} is a symbolic link, so it is not known who can change its target. To fix this: cp --remove-destination "$(readlink -f ${name})" ${name} && chmod 600 ${name}`,
    );
  if (!found.isFile())
    throw new FileFaultError(
      'file_in_the_way',
      `${file} is ${found.isDirectory() ? 'a folder' : 'no file'}, and a file is needed there. Move it away.`,
    );
  refuseIfExposed('file', file, found, access);
}

function refuseIfExposed(
  kind: 'folder' | 'file',
  path: string,
  { uid, mode }: Stats,
  { group }: PrivateAccess,
): void {
  // Windows has no user ids.
  const user = process.geteuid?.();
  if (user === undefined) return;
  if (uid !== user && uid !== 0)
    throw new ExposedFileError(
      `The ${kind} ${path} contains secrets and belongs to the user ${uid}, but this process runs as the user ${user}. Run it as ${uid}, or fix this: chown ${user} ${quoted(path)}`,
    );
  const right = { folder: group ? '770' : '700', file: group ? '660' : '600' }[kind];
  if ((mode & 0o077 & ~parseInt(right, 8)) === 0) return;
  const byGroup = (mode & 0o007) === 0;
  throw new ExposedFileError(
    `The ${kind} ${path} contains secrets, and ${byGroup ? 'its group' : 'every user'} can access it (mode ${(mode & 0o777).toString(8)}). To fix this: chmod ${right} ${quoted(path)}${byGroup ? ' (if only this process uses the group, as on a Kubernetes volume with fsGroup: set groupMayAccessData to true)' : ''}`,
  );
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
