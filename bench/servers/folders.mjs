import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Holds everything that the servers keep. It is removed however the bench ends. */
const root = mkdtempSync(join(tmpdir(), 'wardkey-bench-'));
process.on('exit', () => rmSync(root, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** A new folder for a server. */
export const newFolder = () => mkdtempSync(join(root, 'server-'));
