import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Jest's global set-up: all that the tests write goes into one folder, which the workers inherit as TMPDIR.
 * @returns {void}
 */
export default function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'wardkey-tests-'));
  // When the tests run as root, PostgreSQL's programs run as another user.
  chmodSync(folder, 0o711);
  process.env.TMPDIR = folder;
  // A browser that is just closing still writes there.
  process.once('exit', () =>
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }),
  );
}
