import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskSync } from './disk-sync.js';

describe('DiskSync', () => {
  it('one call serves all who come while another one runs', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wardkey-disk-'));
    const path = join(folder, 'file');
    appendFileSync(path, 'one');
    const disk = DiskSync.open(path);
    const [first, second, third] = [disk.flush(), disk.flush(), disk.flush()];
    expect(second).not.toBe(first);
    expect(third).toBe(second);
    await third;
    expect(disk.flush()).not.toBe(third);
    disk.close();
    rmSync(folder, { recursive: true });
  });

  it('says when the system refuses', async () => {
    const disk = DiskSync.open('/dev/null');
    await expect(disk.flush()).rejects.toThrow('EINVAL');
    disk.close();
  });
});
