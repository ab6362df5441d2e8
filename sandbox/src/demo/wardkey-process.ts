import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Addresses } from './addresses.js';

const READY_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 5_000;

/**
 * Ends the child when its stdin closes. This happens however this process dies. The timer ends a server that does not
 * stop after SIGTERM.
 */
const DIE_WITH_PARENT = `process.stdin.on('end', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), 3000).unref();
}).resume().unref()`;

/** Wardkey as a child process. */
export interface WardkeyProcess {
  logFile: string;
  /**
   * Waits until Wardkey can serve requests.
   * @throws Error with the end of the log when Wardkey does not get ready
   */
  ready(): Promise<void>;
  /** Settles, with an explanation, when the process ends and nothing asked it to. */
  ended: Promise<Error>;
  stop(): Promise<void>;
}

/**
 * Starts Wardkey with the sandbox's configuration.
 * @param root the repository
 * @param dataDirectory for its database, its keys and its log
 */
export function spawnWardkey(root: string, addresses: Addresses, dataDirectory: string): WardkeyProcess {
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const logFile = join(dataDirectory, 'wardkey.log');
  const log = openSync(logFile, 'w');
  const child = spawn(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(DIE_WITH_PARENT)}`,
      join(root, 'dist/main.js'),
      '--config',
      join(root, 'config/sandbox.yaml'),
    ],
    {
      cwd: root,
      env: { ...process.env, ...overrides(addresses, dataDirectory) },
      stdio: ['pipe', log, log],
      // A process group of its own: Ctrl-C then goes to this process only, which stops the child in order.
      detached: true,
    },
  );
  closeSync(log);
  let isStopping = false;
  const exit = exitOf(child);
  const ended = exit.then((how) =>
    isStopping ? new Promise<Error>(() => {}) : new Error(`Wardkey ended (${how}).${endOf(logFile)}`),
  );
  return {
    logFile,
    ended,
    ready: () =>
      Promise.race([untilReady(`${addresses.wardkey.url}/health/ready`, logFile), ended.then(rethrow)]),
    stop: async () => {
      isStopping = true;
      child.kill('SIGTERM');
      const stillRuns = await Promise.race([
        exit.then(() => false),
        pause(STOP_WITHIN_MS, true, { ref: false }),
      ]);
      if (stillRuns) child.kill('SIGKILL');
      await exit;
    },
  };
}

/** Wardkey's settings that follow from the ports, as its environment variables. */
function overrides(addresses: Addresses, dataDirectory: string): Record<string, string> {
  const { wardkey, identityProvider, fhirServer, growthChart } = addresses;
  return {
    WARDKEY__ISSUER: wardkey.url,
    WARDKEY__LISTEN__PORT: String(wardkey.port),
    WARDKEY__DATADIRECTORY: dataDirectory,
    WARDKEY__DATABASE__URL: `sqlite:${join(dataDirectory, 'wardkey.sqlite')}`,
    WARDKEY__FHIRSERVERS__0__BASEURL: fhirServer.url,
    WARDKEY__CLIENTS__0__CLIENTURI: `${growthChart.url}/`,
    WARDKEY__CLIENTS__0__REDIRECTURIS__0: `${growthChart.url}/callback`,
    WARDKEY__EXTERNALIDENTITYPROVIDERS__IDENTITYPROVIDER__0__AUTHORITY: identityProvider.url,
  };
}

async function untilReady(url: string, logFile: string): Promise<void> {
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  let last = 'it does not answer';
  while (Date.now() < giveUpAt) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      if (response.status === 200) return;
      last = `it answers ${response.status}`;
    } catch {
      last = 'it does not answer';
    }
    await pause(100);
  }
  throw new Error(`Wardkey was not ready within ${READY_WITHIN_MS / 1000} s: ${last}.${endOf(logFile)}`);
}

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

const rethrow = (error: Error): never => {
  throw error;
};

/** The last lines of the log, for the reader who has to find out what went wrong. */
const endOf = (logFile: string) => {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
  return ` The end of its log (${logFile}):\n${lines}`;
};
