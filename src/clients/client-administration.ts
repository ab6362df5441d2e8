import { Injectable } from '@nestjs/common';
import type { AuditEventName } from '#src/audit/audit-events.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { examineClientEntry, readClientEntry } from '#src/config/one-client.js';
import { ConfigurationError, type ConfigurationProblem } from '#src/config/problems.js';
import { type ClientSettings, usesSecret } from '#src/config/settings/client.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { writtenSettings } from '#src/config/written-settings.js';
import { newHandle } from '#src/crypto/handle.js';
import { ClientSecrets, keptSecrets } from './client-secrets.js';
import { ClientStore, type StoredRegistration } from './client.store.js';
import { ClientNotChangedError } from './errors.js';
import type { StoredClient } from './client-row.entity.js';

/** A client that was written down, and the one time its new secret can be seen. */
export interface WrittenClient {
  client: ClientSettings;
  warnings: ConfigurationProblem[];
  /** Made here, and kept nowhere: absent when the client has one already, or needs none. */
  newSecret?: string;
}

/** Changes the clients of the database. What the configuration file holds is never changed here, nor shadowed. */
@Injectable()
export class ManagedClients {
  constructor(
    private readonly store: ClientStore,
    private readonly clientSecrets: ClientSecrets,
    private readonly audit: AuditLog,
    private readonly settings: Settings,
  ) {}

  /**
   * Adds a client, or with `replace` puts another definition in the place of one; its secrets stay then, unless the
   * definition brings some.
   *
   * @param tree as it would stand in the configuration file; without a secret one is made, where the client needs one.
   * @param environment where references of the tree look; absent, references are not resolved.
   * @throws ConfigurationError for what would be refused in the file too; ClientNotChangedError.
   */
  async put(
    tree: Record<string, unknown>,
    options: { replace?: boolean; environment?: NodeJS.ProcessEnv } = {},
  ): Promise<WrittenClient> {
    const { client, warnings } = this.sound(tree, options.environment);
    this.notInFile(client.clientId);
    if (!options.replace) {
      const status = client.enabled ? 'enabled' : 'disabled';
      const written = await this.add(tree, client, { status, origin: 'administrator' });
      await this.note('client.added', client.clientId);
      return { ...written, warnings };
    }
    const before = await this.stored(client.clientId);
    const given = this.secretsOf(client, before.secrets.length > 0);
    // A client that no longer authenticates by secret keeps none.
    const secrets = !usesSecret(client) || given.secrets.length > 0 ? given.secrets : undefined;
    await this.store.replace(client.clientId, definitionOf(tree, client), secrets);
    // A definition can switch a client off; to let one in again, or for the first time, somebody has to say so.
    if (!client.enabled) await this.store.setStatus(client.clientId, 'disabled', ['enabled']);
    await this.note('client.changed', client.clientId);
    return { client, warnings, newSecret: given.newSecret };
  }

  /** @throws ConfigurationError for what `put` or `register` would refuse; changes nothing. */
  check(tree: Record<string, unknown>): void {
    this.sound(tree);
  }

  /** How many clients wait for an administrator. */
  async countPending(): Promise<number> {
    return this.store.countPending();
  }

  /**
   * Adds a client that its developer registered.
   *
   * @throws ConfigurationError for what would be refused in the file too.
   */
  async register(
    tree: Record<string, unknown>,
    status: 'enabled' | 'pending',
  ): Promise<Omit<WrittenClient, 'warnings'>> {
    const { client } = this.sound(tree);
    const written = await this.add(tree, client, { status, origin: 'registration' });
    await this.note('client.registered', client.clientId);
    return written;
  }

  /** From the next request on; what a client that is switched off holds is not active any more. */
  async setEnabled(clientId: string, enabled: boolean): Promise<void> {
    const { row } = await this.stored(clientId);
    if (row.status === 'pending') throw ClientNotChangedError.pending(clientId);
    const status = enabled ? 'enabled' : 'disabled';
    if (!(await this.store.setStatus(clientId, status, ['enabled', 'disabled'])))
      throw ClientNotChangedError.unknown(clientId);
    await this.note(enabled ? 'client.enabled' : 'client.disabled', clientId);
  }

  /** Lets a client in that its developer registered. */
  async approve(clientId: string): Promise<void> {
    await this.stored(clientId);
    if (!(await this.store.setStatus(clientId, 'enabled', ['pending'])))
      throw ClientNotChangedError.notPending(clientId);
    await this.note('client.approved', clientId);
  }

  /** For good: its id is not given again. */
  async remove(clientId: string): Promise<void> {
    // A row that the file has come to shadow can go; the file’s own entry is not touched.
    if (!(await this.store.find(clientId))) {
      this.notInFile(clientId);
      throw ClientNotChangedError.unknown(clientId);
    }
    await this.store.remove(clientId);
    await this.note('client.removed', clientId);
  }

  /** @returns the new secret, this one time; the others stay as they are. */
  async addSecret(
    clientId: string,
    expiresAt: number | null = null,
  ): Promise<{ id: string; secret: string }> {
    const { row } = await this.stored(clientId);
    if (!usesSecret(readClientEntry(JSON.parse(row.definition) as Record<string, unknown>)))
      throw ClientNotChangedError.usesNoSecret(clientId);
    const secret = newHandle();
    const digest = this.clientSecrets.digest(secret);
    const id = await this.store.addSecret(clientId, { digest, expiresAt });
    await this.note('client.secret_added', clientId);
    return { id, secret };
  }

  async removeSecret(clientId: string, id: string): Promise<void> {
    await this.stored(clientId);
    if (!(await this.store.removeSecret(clientId, id)))
      throw ClientNotChangedError.unknownSecret(clientId, id);
    await this.note('client.secret_removed', clientId);
  }

  private sound(tree: Record<string, unknown>, environment?: NodeJS.ProcessEnv) {
    const client = readClientEntry(tree, environment);
    const findings = examineClientEntry(client, this.settings);
    if (findings.errors.length > 0) throw new ConfigurationError(findings.errors);
    return { client, warnings: findings.warnings };
  }

  private async add(
    tree: Record<string, unknown>,
    client: ClientSettings,
    as: Pick<StoredClient, 'status' | 'origin'>,
  ): Promise<Omit<WrittenClient, 'warnings'>> {
    const { clientId } = client;
    const { secrets, newSecret } = this.secretsOf(client, false);
    const definition = definitionOf(tree, client);
    if (!(await this.store.insert({ clientId, definition, ...as }, secrets)))
      throw ClientNotChangedError.exists(clientId);
    return { client, newSecret };
  }

  private secretsOf(client: ClientSettings, hasSome: boolean) {
    if (!usesSecret(client)) return { secrets: [] };
    const given = keptSecrets(client, this.clientSecrets);
    if (given.length > 0 || hasSome) return { secrets: given };
    const newSecret = newHandle();
    return { secrets: [{ digest: this.clientSecrets.digest(newSecret), expiresAt: null }], newSecret };
  }

  private async stored(clientId: string): Promise<StoredRegistration> {
    this.notInFile(clientId);
    const found = await this.store.find(clientId);
    if (!found) throw ClientNotChangedError.unknown(clientId);
    return found;
  }

  private notInFile(clientId: string): void {
    if (this.settings.clients.some((client) => client.clientId === clientId))
      throw ClientNotChangedError.inFile(clientId);
  }

  private async note(event: AuditEventName, clientId: string): Promise<void> {
    await this.audit.record({ event, outcome: 'success', clientId });
  }
}

/** What is kept of a definition: neither secrets nor what the row says itself. */
function definitionOf(tree: Record<string, unknown>, client: ClientSettings): string {
  const { enabled: _column, ...definition } = writtenSettings(tree, client).open;
  return JSON.stringify(definition);
}
