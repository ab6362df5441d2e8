import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';

const ROOT = join(import.meta.dirname, '../..');
const HOOKS = `import { register } from 'node:module';
register(${JSON.stringify(new URL('./typescript-hooks.mjs', import.meta.url).href)});`;

/** A write beyond the limit of the system fails (EFBIG), in place of ending the process. */
export const FILE_TOO_LARGE = `process.on('SIGXFSZ', () => {});`;

/**
 * Options with which Node runs the source.
 *
 * @param scripts that run first.
 */
export function sourceOptions(scripts: readonly string[] = []): string[] {
  const imported = [HOOKS, ...scripts].map((script) => `data:text/javascript,${encodeURIComponent(script)}`);
  return ['--conditions=source', ...imported.flatMap((script) => ['--import', script])];
}

/** Where a process kills itself: when it has written and not committed, or when it has committed and not answered. */
export type CrashPoint = 'before commit' | 'after commit';

/** What a process is told before it starts. */
export interface ProcessOptions {
  /** Where the process kills itself after SIGWINCH. The process that is started again does not. */
  crashPoint?: CrashPoint;
  /**
   * The time in milliseconds that the process, and each one that is started again, takes for now. Its PostgreSQL says the
   * same time.
   */
  stillClock?: number;
  /** By how many seconds the clock of the process is ahead of all others. */
  fastClock?: number;
  /** A file to which the process adds the modules that it loads; those of CommonJS after SIGWINCH. */
  moduleList?: string;
  /** How many processes serve (`--workers`). */
  workers?: number;
  /** Options of Node. */
  nodeOptions?: string[];
  /** Further variables of its environment. */
  environment?: Record<string, string>;
}

function withStillClock(now: number): string {
  return `globalThis.Date = class extends Date {
  constructor(...parameters) { super(...(parameters.length > 0 ? parameters : [${now}])); }
  static now() { return ${now}; }
};
import { createRequire } from 'node:module';
const { Client } = createRequire(${JSON.stringify(join(ROOT, 'package.json'))})('pg');
const { query } = Client.prototype;
Client.prototype.query = function (first, ...rest) {
  const text = first?.text?.replace('clock_timestamp()', 'to_timestamp(${now / 1000})');
  return query.call(this, text === first?.text ? first : { ...first, text }, ...rest);
};`;
}

function withFastClock(seconds: number): string {
  return `const { now } = Date;
globalThis.Date = class extends Date {
  constructor(...parameters) { super(...(parameters.length > 0 ? parameters : [Date.now()])); }
  static now() { return now() + ${seconds * 1000}; }
};`;
}

/** Makes the first commit after SIGWINCH the last thing that the process does. */
function crashing(point: CrashPoint): string {
  return `import { createRequire } from 'node:module';
const require = createRequire(${JSON.stringify(join(ROOT, 'package.json'))});
const Database = require('better-sqlite3');
const { Client } = require('pg');
const { prepare } = Database.prototype;
const { query } = Client.prototype;
let isArmed = false;
process.on('SIGWINCH', () => { isArmed = true; console.log('crashes at the next commit'); });
const crash = () => process.kill(process.pid, 'SIGKILL');
Database.prototype.prepare = function (sql) {
  const statement = prepare.call(this, sql);
  if (sql !== 'COMMIT') return statement;
  const { run } = statement;
  statement.run = () => {
    if (isArmed && ${point === 'before commit'}) crash();
    const result = run.call(statement);
    if (isArmed) crash();
    return result;
  };
  return statement;
};
Client.prototype.query = function (...parameters) {
  const isLast = isArmed && parameters[0] === 'COMMIT';
  if (isLast && ${point === 'before commit'}) crash();
  const result = query.apply(this, parameters);
  return isLast ? result.then(crash) : result;
};`;
}

/** Notes modules. The hooks of Node do not see what a CommonJS module requires, so its cache is read as well. */
function listingModules(file: string): string {
  const note = (what: string) => `appendFileSync(${JSON.stringify(file)}, ${what} + '\\n')`;
  const hooks = `import { appendFileSync } from 'node:fs';
export function load(url, context, next) { ${note('url')}; return next(url, context); }`;
  return `import { appendFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';
register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`)});
const { cache } = createRequire(${JSON.stringify(join(ROOT, 'package.json'))});
process.on('SIGWINCH', () => {
  ${note("Object.keys(cache).join('\\n')")};
  console.log('listed its modules');
});`;
}

/** A server in a process of its own, which can be stopped and killed like a real one. */
export interface WardkeyProcess {
  issuer: string;
  /** The output until now. */
  output(): string;
  /** Resolves when the output matches this form, also when it already does. */
  says(form: RegExp): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Limits what the system lets it do, as `prlimit` names it: a size of files in bytes, or a number of open files. */
  limit(what: 'fsize' | 'nofile', most: string): void;
  /** Nobody reads its output any more: the next line cannot be written (EPIPE). */
  closeOutput(): void;
  /** How the process ended: its exit code, or its signal. */
  ended: Promise<number | NodeJS.Signals>;
  /** Starts the same server again, with the same database, at the same address. It does not crash. */
  again(): Promise<WardkeyProcess>;
}

/**
 * @param port of 127.0.0.1
 * @param configuration settings beside issuer, port and folder
 */
export async function startWardkeyProcess(
  port: number,
  configuration: Record<string, unknown>,
  options: ProcessOptions = {},
): Promise<WardkeyProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'wardkey-process-'));
  const issuer = `http://127.0.0.1:${port}`;
  const file = join(folder, 'wardkey.yaml');
  const own = { issuer, listen: { port }, dataDirectory: folder };
  writeFileSync(file, stringify({ ...own, ...configuration }));
  return start(issuer, file, options);
}

async function start(issuer: string, file: string, options: ProcessOptions): Promise<WardkeyProcess> {
  const { crashPoint, stillClock, fastClock, moduleList, workers, nodeOptions = [] } = options;
  const child = spawn(
    process.execPath,
    [
      ...nodeOptions,
      ...sourceOptions([
        ...(crashPoint ? [crashing(crashPoint)] : []),
        ...(stillClock === undefined ? [] : [withStillClock(stillClock)]),
        ...(fastClock === undefined ? [] : [withFastClock(fastClock)]),
        ...(moduleList === undefined ? [] : [listingModules(moduleList)]),
        FILE_TOO_LARGE,
      ]),
      join(ROOT, 'src/main.ts'),
      '--config',
      file,
      ...(workers === undefined ? [] : ['--workers', String(workers)]),
    ],
    {
      cwd: ROOT,
      env: { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const listener of listeners) listener();
    });
  const ended = endOf(child);
  const says = (form: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!form.test(output)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
      void ended.then((how) =>
        reject(new Error(`Wardkey ended (${how}) without ${String(form)}:\n${output}`)),
      );
    });
  await says(/is served on/);
  return {
    issuer,
    output: () => output,
    says,
    signal: (name) => void child.kill(name),
    limit: (what, most) => void execFileSync('prlimit', ['--pid', String(child.pid), `--${what}=${most}:`]),
    closeOutput: () => {
      child.stdout.destroy();
      child.stderr.destroy();
    },
    ended,
    again: () => start(issuer, file, { ...options, crashPoint: undefined, moduleList: undefined }),
  };
}

function endOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  // `close` comes after the last output.
  return new Promise((resolve) => child.once('close', (code, signal) => resolve(signal ?? code ?? -1)));
}
