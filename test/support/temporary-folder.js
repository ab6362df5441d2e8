import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Jest's global set-up: everything the tests write goes into one folder, which the workers inherit as TMPDIR.
 * @returns {void}
 */
export default function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'wardkey-tests-'));
  // PostgreSQL's programs run as another user where the tests run as root.
  chmodSync(folder, 0o711);
  process.env.TMPDIR = folder;
  // A browser that is just closing still writes there.
  process.once('exit', () =>
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }),
  );
}
