import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FILE_TOO_LARGE, sourceOptions } from './wardkey-process.js';

const ROOT = join(import.meta.dirname, '../..');

/** How a command is run. */
export interface CommandOptions {
  /** Further variables of its environment. */
  environment?: Record<string, string>;
  /** The user that it runs as; only root may choose one. */
  user?: number;
  /** How many bytes a file may have that it writes. */
  mostBytes?: number;
  /** Called with its process, at once. */
  onStart?: (child: ChildProcess) => void;
}

/** What a command left. */
export interface CommandEnd {
  /** Its exit code, or its signal. */
  how: number | NodeJS.Signals;
  stdout: string;
  stderr: string;
}

/** Runs `wardkey` with these arguments, as a process of its own, and waits for its end. */
export function wardkey(words: readonly string[], options: CommandOptions = {}): Promise<CommandEnd> {
  const { environment, user, mostBytes, onStart } = options;
  const command = [
    process.execPath,
    ...sourceOptions([FILE_TOO_LARGE]),
    join(ROOT, 'src/cli/main.ts'),
    ...words,
  ];
  const [program, ...parameters] =
    mostBytes === undefined ? command : ['prlimit', `--fsize=${mostBytes}:`, ...command];
  const child = spawn(program!, parameters, {
    cwd: ROOT,
    env: { PATH: process.env.PATH, TMPDIR: folderFor(user), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => (said[stream] += text));
  onStart?.(child);
  return new Promise((resolve) =>
    child.once('close', (code, signal) => resolve({ how: signal ?? code ?? -1, ...said })),
  );
}

/** A folder for temporary files that belongs to this user. */
function folderFor(user: number | undefined): string | undefined {
  if (user === undefined) return process.env.TMPDIR;
  const folder = mkdtempSync(join(tmpdir(), 'wardkey-user-'));
  chownSync(folder, user, user);
  return folder;
}
