import { dirname } from 'node:path';
import { DomainError } from '#src/errors/domain-error.js';

/** What kind of fault it is; see {@link FileFaultError}. */
export type FileFault = 'file_denied' | 'file_in_the_way' | 'file_no_folder' | 'disk_full' | 'disk_failed';

/** The system does not let this process use a file or folder. The message names it, and says what would be right. */
export class FileFaultError extends DomainError {
  constructor(fault: FileFault, message: string, cause?: unknown) {
    super({ code: fault, message, cause });
  }
}

/** The errors of the system by their name (errno). */
const FAULTS: Record<string, (path: string) => [FileFault, string]> = {
  EACCES: denied,
  EPERM: denied,
  EROFS: (path) => [
    'file_denied',
    `${path} is on a file system that is mounted read-only. Choose another place`,
  ],
  ENOTDIR: inTheWay,
  EEXIST: inTheWay,
  EISDIR: (path) => [
    'file_in_the_way',
    `${path} is a folder, and a file is needed there. Move the folder away`,
  ],
  ENOENT: (path) => ['file_no_folder', `${path} cannot be made: there is no folder ${dirname(path)}`],
  ENOSPC: full,
  EDQUOT: full,
  EFBIG: full,
  EIO: (path) => ['disk_failed', `The disk of ${path} failed. Look at the log of the system`],
};

/**
 * @param error of the system, about a file or folder.
 * @param path which one, as an administrator knows it.
 * @returns what that means; the error itself when it is something else.
 */
export function fileFault(error: unknown, path: string): unknown {
  const code = String((error as NodeJS.ErrnoException | undefined)?.code);
  const fault = FAULTS[code];
  if (!fault) return error;
  const [kind, message] = fault(path);
  return new FileFaultError(kind, `${message} (${code}).`, error);
}

/** Does something with a file. @throws FileFaultError when the system does not let it. */
export function withFile<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fileFault(error, path);
  }
}

function denied(path: string): [FileFault, string] {
  const user = process.geteuid?.();
  return [
    'file_denied',
    `The user${user === undefined ? '' : ` ${user}`} that this process runs as may not use ${path}. Run it as the user of the server, or give this user the right`,
  ];
}

function inTheWay(path: string): [FileFault, string] {
  return [
    'file_in_the_way',
    `${path} cannot be a folder, because a file stands there or on the way to it. Move the file away`,
  ];
}

function full(path: string): [FileFault, string] {
  return [
    'disk_full',
    `There is no space for ${path}: the disk is full, or a limit of its size is reached. Make space`,
  ];
}
