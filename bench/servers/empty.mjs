import { join } from 'node:path';
import { freePort, nodeCommand, startChild } from './child.mjs';

/** The machine's own measure: what node:http alone can do here. */
export async function startEmpty({ node }) {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const script = join(import.meta.dirname, 'empty/server.mjs');
  const child = await startChild({ command: nodeCommand(node, script, String(port)), readyUrl: origin });
  return { ...child, kind: 'empty', name: 'empty', origin };
}
