import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';

const ROOT = join(import.meta.dirname, '../..');
const HOOKS = `import { register } from 'node:module';
register(${JSON.stringify(new URL('./typescript-hooks.mjs', import.meta.url).href)});`;

/** A server in a process of its own, which can be stopped and killed like a real one. */
export interface WardkeyProcess {
  issuer: string;
  /** The output until now. */
  output(): string;
  /** Resolves when the output matches this form, also when it already does. */
  says(form: RegExp): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** How the process ended: its exit code, or its signal. */
  ended: Promise<number | NodeJS.Signals>;
  /** Starts the same server again, with the same database, at the same address. */
  again(): Promise<WardkeyProcess>;
}

/**
 * @param port of 127.0.0.1
 * @param configuration settings beside issuer, port and folder
 */
export async function startWardkeyProcess(
  port: number,
  configuration: Record<string, unknown>,
): Promise<WardkeyProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'wardkey-process-'));
  const issuer = `http://127.0.0.1:${port}`;
  const file = join(folder, 'wardkey.yaml');
  const own = { issuer, listen: { port }, dataDirectory: folder };
  writeFileSync(file, stringify({ ...own, ...configuration }));
  return start(issuer, file);
}

async function start(issuer: string, file: string): Promise<WardkeyProcess> {
  const child = spawn(
    process.execPath,
    [
      '--conditions=source',
      '--import',
      `data:text/javascript,${encodeURIComponent(HOOKS)}`,
      join(ROOT, 'src/main.ts'),
      '--config',
      file,
    ],
    {
      cwd: ROOT,
      env: { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR },
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
    ended,
    again: () => start(issuer, file),
  };
}

function endOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  // `close` comes after the last output.
  return new Promise((resolve) => child.once('close', (code, signal) => resolve(signal ?? code ?? -1)));
}
