import { Injectable, Logger } from '@nestjs/common';
import { AuditLog } from '#src/audit/audit-log.js';
import { examineClientEntry, readClientEntry } from '#src/config/one-client.js';
import { ConfigurationError, problemText } from '#src/config/problems.js';
import type { ClientSettings } from '#src/config/settings/client.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { sha256 } from '#src/crypto/handle.js';
import type { ClientEntry } from './client-definition.js';
import { ClientStore, type StoredRegistration } from './client.store.js';

/** How many definitions are remembered as read; a registration page that is open to strangers must not fill the memory. */
const MAX_READ = 1_000;

/** The clients of the database, each judged for itself: one that cannot be used never takes the others down. */
@Injectable()
export class StoredClients {
  private readonly log = new Logger('Clients');
  /** What each definition was read as, by what it says: only one that changed is read again. */
  private readonly read = new Map<string, ClientSettings>();

  constructor(
    private readonly store: ClientStore,
    private readonly settings: Settings,
    private readonly audit: AuditLog,
  ) {}

  async entries(): Promise<ClientEntry[]> {
    const entries: ClientEntry[] = [];
    for (const stored of await this.store.all()) entries.push(await this.entry(stored));
    return entries;
  }

  /** @param clientId as it came from outside: what could be no id is not asked of the database. */
  async find(clientId: string): Promise<ClientEntry | undefined> {
    if (!/^[\x21-\x7e]{1,255}$/.test(clientId)) return undefined;
    const stored = await this.store.find(clientId);
    return stored && this.entry(stored);
  }

  private async entry(stored: StoredRegistration): Promise<ClientEntry> {
    const { row, secrets } = stored;
    const { clientId, status, createdAt } = row;
    const common = { clientId, origin: row.origin, status, createdAt, secrets };
    try {
      if (this.settings.clients.some((client) => client.clientId === clientId))
        throw new ConfigurationError([
          { path: '', message: 'the configuration file has a client of this id, and the file wins' },
        ]);
      return { ...common, client: this.client(stored) };
    } catch (error) {
      const problem = problemText(error);
      await this.tell(stored, problem);
      return { ...common, problem };
    }
  }

  private client({ row }: StoredRegistration): ClientSettings {
    const content = sha256(JSON.stringify([row.clientId, row.definition, row.status]));
    const known = this.read.get(content);
    if (known) return known;
    const client = readClientEntry(JSON.parse(row.definition) as Record<string, unknown>);
    client.enabled = row.status === 'enabled';
    if (client.clientId !== row.clientId)
      throw new ConfigurationError([{ path: 'clientId', message: 'is not the one the row is filed under' }]);
    const { errors } = examineClientEntry(client, this.settings);
    if (errors.length > 0) throw new ConfigurationError(errors);
    const [oldest] = this.read.keys();
    if (this.read.size >= MAX_READ && oldest !== undefined) this.read.delete(oldest);
    this.read.set(content, client);
    return client;
  }

  private async tell({ row }: StoredRegistration, problem: string): Promise<void> {
    if (!(await this.store.firstToTell(row, problem))) return;
    this.log.warn(`client ${row.clientId} of the database is left out: ${problem}`);
    await this.audit.recordOrLog({
      event: 'client.unusable',
      outcome: 'failed',
      clientId: row.clientId,
      trail: [{ step: 'client.read', finding: problem, mark: 'refused' }],
    });
  }
}
