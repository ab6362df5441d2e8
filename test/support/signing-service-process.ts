import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface SigningServiceProcess {
  url: string;
  token: string;
  /** Ends the process, and its keys with it. */
  close(): Promise<void>;
}

/** Starts the stand-in for a signing service (signing-service.mjs) on a loopback port. */
export async function startSigningService(): Promise<SigningServiceProcess> {
  const token = 'the-token-of-the-signing-service';
  const child = spawn(process.execPath, [join(import.meta.dirname, 'signing-service.mjs')], {
    env: { PATH: process.env.PATH, TOKEN: token },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const [url] = (await Promise.race([
    once(child.stdout.setEncoding('utf8'), 'data'),
    ended.then(() => Promise.reject(new Error('the signing service ended before it listened'))),
  ])) as [string];
  return {
    url: url.trim(),
    token,
    close: async () => {
      child.kill();
      await ended;
    },
  };
}
