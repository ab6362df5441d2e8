import { closeSync, fdatasync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Brings what was written to a file to the disk, in Node’s thread pool. The event loop goes on meanwhile, and so do the
 * other requests.
 */
export class DiskSync {
  private running: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  private constructor(private readonly file: number) {}

  /** @param path a file that exists, and that keeps its place as long as this process uses it. */
  static open(path: string): DiskSync {
    // The file may be new, and a file is lost when the entry of its folder is.
    const folder = openSync(dirname(path), 'r');
    fsyncSync(folder);
    closeSync(folder);
    return new DiskSync(openSync(path, 'r+'));
  }

  /**
   * @returns resolves when everything that was written to the file before this call is on the disk. One call to the
   * system serves all who wait for it; those who come while it runs share the next one.
   * @throws the error of the system. What was written may be lost then, and a later call does not say so.
   */
  flush(): Promise<void> {
    if (this.next) return this.next;
    if (!this.running) return this.begin();
    this.next = this.running.then(() => {
      this.next = undefined;
      return this.begin();
    });
    return this.next;
  }

  /** Closes the file once it is on the disk. */
  close(): void {
    void this.flush()
      .catch(() => {})
      .finally(() => closeSync(this.file));
  }

  private begin(): Promise<void> {
    this.running = new Promise<void>((resolve, reject) => {
      fdatasync(this.file, (error) => {
        this.running = undefined;
        if (error) reject(error);
        else resolve();
      });
    });
    return this.running;
  }
}
