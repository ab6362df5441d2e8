import { DomainError, errorForLog } from '#src/errors/domain-error.js';

/** Exit codes of sysexits.h, as docs/operations.md lists them. Every other error is 1. */
const EX = {
  usage: 64,
  dataErr: 65,
  noInput: 66,
  unavailable: 69,
  cantCreate: 73,
  ioErr: 74,
  tempFail: 75,
  noPerm: 77,
  config: 78,
};

/** By the code of an error. */
export const EXIT_CODES: Readonly<Record<string, number>> = {
  option_invalid: EX.usage,
  claims_unusable: EX.dataErr,
  configuration_invalid: EX.config,
  encryption_key_invalid: EX.config,
  encryption_key_missing: EX.config,
  encryption_key_wrong: EX.config,
  seal_broken: EX.config,
  file_exposed: EX.noPerm,
  file_denied: EX.noPerm,
  file_in_the_way: EX.cantCreate,
  file_no_folder: EX.cantCreate,
  file_exists: EX.cantCreate,
  file_missing: EX.noInput,
  file_not_written: EX.ioErr,
  disk_full: EX.ioErr,
  disk_failed: EX.ioErr,
  commit_lost: EX.tempFail,
  database_unreachable: EX.unavailable,
  database_busy: EX.unavailable,
  database_in_use: EX.unavailable,
  clocks_apart: EX.config,
  database_denied: EX.noPerm,
  database_missing: EX.config,
  database_tls: EX.config,
  database_damaged: EX.dataErr,
  port_in_use: EX.unavailable,
  port_denied: EX.noPerm,
  host_not_here: EX.config,
};

/**
 * Ends the process after an error. What an administrator can mend is said on standard error in plain words: no stack, no
 * colours.
 */
export function endAfter(error: unknown): never {
  const { code, exitCode } = (error ?? {}) as { code?: unknown; exitCode?: number };
  // Commander has printed what was wrong, or the help that was asked for. The server does not load it.
  if (String(code).startsWith('commander.')) process.exit(exitCode === 0 ? 0 : EX.usage);
  process.stderr.write(`${error instanceof DomainError ? error.message : errorForLog(error)}\n`);
  process.exit(exitCodeOf(error));
}

function exitCodeOf(error: unknown): number {
  const code = String((error as { code?: unknown } | undefined)?.code);
  // Of node:util, which reads the options of the server.
  if (code.startsWith('ERR_PARSE_ARGS')) return EX.usage;
  return EXIT_CODES[code] ?? 1;
}
