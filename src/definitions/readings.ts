import { sha256 } from '#src/crypto/handle.js';

/** The most rows that are remembered. Registrations that are open to strangers must not fill the memory. */
const MOST = 1_000;

/** Remembers the settings read from each row. A row is read again only when it has changed. */
export class Readings<Settings> {
  private readonly known = new Map<string, { content: string; settings: Settings }>();

  /**
   * @param content everything the reading depends on; only a digest of it is kept.
   * @param read reads the row. What it throws is not remembered.
   */
  of(name: string, content: unknown, read: () => Settings): Settings {
    const digest = sha256(JSON.stringify(content));
    const known = this.known.get(name);
    if (known?.content === digest) return known.settings;
    const settings = read();
    this.known.delete(name);
    const [oldest] = this.known.keys();
    if (this.known.size >= MOST && oldest !== undefined) this.known.delete(oldest);
    this.known.set(name, { content: digest, settings });
    return settings;
  }

  /** Forgets every other row. Those rows are deleted, so their secrets must not stay in memory. */
  keepOnly(names: readonly string[]): void {
    const kept = new Set(names);
    for (const name of this.known.keys()) if (!kept.has(name)) this.known.delete(name);
  }
}
