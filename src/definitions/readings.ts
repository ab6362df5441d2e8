import { sha256 } from '#src/crypto/handle.js';

/** The most rows that are remembered. Registrations that are open to strangers must not fill the memory. */
const MOST = 1_000;

/** Remembers what was read from each row. A row is read again only when it has changed. */
export class Readings<Reading> {
  private readonly readings = new Map<string, { content: string; reading: Reading }>();

  /**
   * @param content everything the reading depends on; only a digest of it is kept.
   * @param read reads the row. What it throws is not remembered.
   */
  readOnce(name: string, content: unknown, read: () => Reading): Reading {
    const known = this.known(name, content);
    if (known !== undefined) return known;
    const reading = read();
    this.readings.delete(name);
    const [oldest] = this.readings.keys();
    if (this.readings.size >= MOST && oldest !== undefined) this.readings.delete(oldest);
    this.readings.set(name, { content: digestOf(content), reading });
    return reading;
  }

  /** @returns what was read from this content before; undefined when it must be read. */
  known(name: string, content: unknown): Reading | undefined {
    const known = this.readings.get(name);
    return known?.content === digestOf(content) ? known.reading : undefined;
  }

  /** Forgets every other row. Those rows are deleted, so their secrets must not stay in memory. */
  keepOnly(names: readonly string[]): void {
    const kept = new Set(names);
    for (const name of this.readings.keys()) if (!kept.has(name)) this.readings.delete(name);
  }
}

function digestOf(content: unknown): string {
  return sha256(JSON.stringify(content));
}
