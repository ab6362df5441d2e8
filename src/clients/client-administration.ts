import { Injectable } from '@nestjs/common';
import { AuditLog } from '#src/audit/audit-log.js';
import { examineClient, readClient } from '#src/config/one-client.js';
import { ConfigurationError, type ConfigurationProblem } from '#src/config/problems.js';
import { type ClientSettings, usesSecret } from '#src/config/settings/client.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { writtenSettings } from '#src/config/written-settings.js';
import { newHandle } from '#src/crypto/handle.js';
import { DefinitionEvents } from '#src/definitions/definition-events.js';
import { definitionText } from '#src/definitions/definition-statements.js';
import { definedInFile, notInDatabase } from '#src/definitions/errors.js';
import { CLIENT } from './client-definition.js';
import type { ClientRow } from './client-row.entity.js';
import { ClientSecrets, keptSecrets } from './client-secrets.js';
import { ClientStore, type StoredClient } from './client.store.js';
import {
  clientExists,
  clientNotPending,
  clientPending,
  clientWithoutSecret,
  unknownSecret,
} from './errors.js';

/** A client that was stored. Its new secret can be seen only this once. */
export interface WrittenClient {
  client: ClientSettings;
  warnings: ConfigurationProblem[];
  /**
   * The secret that this server made. This server does not store it. Absent when the client already has a secret, or
   * needs none.
   */
  newSecret?: string;
}

/** Changes the clients of the database. It never changes or hides what the configuration file defines. */
@Injectable()
export class ClientAdministration {
  private readonly events: DefinitionEvents;

  constructor(
    private readonly store: ClientStore,
    private readonly clientSecrets: ClientSecrets,
    private readonly settings: Settings,
    audit: AuditLog,
  ) {
    this.events = new DefinitionEvents(CLIENT, audit);
  }

  /**
   * Adds a client. With `replace`, puts a new definition in the place of an existing one; the secrets stay, unless the
   * new definition brings some.
   *
   * @param tree the settings as they would stand in the configuration file. When a secret is needed and there is none,
   * one is made.
   * @param environment the variables that references of the tree name; absent, references are not resolved.
   * @throws ConfigurationError for what the configuration file would be refused for too.
   * @throws DefinitionNotChangedError `client_in_file`, `client_exists`, `unknown_client`.
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
      await this.events.changed('client.added', client.clientId);
      return { ...written, warnings };
    }
    const before = await this.stored(client.clientId);
    const asDefined = this.secretsOf(client, before.secrets.length > 0);
    // A client that no longer authenticates by secret loses its secrets.
    const secrets = !usesSecret(client) || asDefined.secrets.length > 0 ? asDefined.secrets : undefined;
    await this.store.replace(client.clientId, definitionText(writtenSettings(tree, client).open), secrets);
    // A definition can switch a client off. It cannot switch one on: an administrator has to do that explicitly.
    if (!client.enabled) await this.store.setStatus(client.clientId, 'disabled', ['enabled']);
    await this.events.changed('client.changed', client.clientId);
    return { client, warnings, newSecret: asDefined.newSecret };
  }

  /**
   * Checks a definition; changes nothing.
   * @throws ConfigurationError for what `put` or `register` would refuse.
   */
  check(tree: Record<string, unknown>): void {
    this.sound(tree);
  }

  /** How many clients wait for approval by an administrator. */
  async countPending(): Promise<number> {
    return this.store.countPending();
  }

  /**
   * Adds a client that its developer registered.
   *
   * @throws ConfigurationError for what the configuration file would be refused for too.
   */
  async register(
    tree: Record<string, unknown>,
    status: 'enabled' | 'pending',
  ): Promise<Omit<WrittenClient, 'warnings'>> {
    const { client } = this.sound(tree);
    const written = await this.add(tree, client, { status, origin: 'registration' });
    await this.events.changed('client.registered', client.clientId);
    return written;
  }

  /** Takes effect from the next request on. The tokens of a client that is switched off are not active any more. */
  async setEnabled(clientId: string, enabled: boolean): Promise<void> {
    const { row } = await this.stored(clientId);
    if (row.status === 'pending') throw clientPending(clientId);
    const status = enabled ? 'enabled' : 'disabled';
    if (!(await this.store.setStatus(clientId, status, ['enabled', 'disabled'])))
      throw notInDatabase(CLIENT, clientId);
    await this.events.changed(enabled ? 'client.enabled' : 'client.disabled', clientId);
  }

  /** Approves a client that its developer registered. */
  async approve(clientId: string): Promise<void> {
    await this.stored(clientId);
    if (!(await this.store.setStatus(clientId, 'enabled', ['pending']))) throw clientNotPending(clientId);
    await this.events.changed('client.approved', clientId);
  }

  /** Removes a client for good. Its id is not given to another client. */
  async remove(clientId: string): Promise<void> {
    // A row whose id the file defines, too, can be removed. The entry in the file is not touched.
    if (!(await this.store.find(clientId))) {
      this.notInFile(clientId);
      throw notInDatabase(CLIENT, clientId);
    }
    await this.store.remove(clientId);
    await this.events.changed('client.removed', clientId);
  }

  /** @returns the new secret, only this once. The other secrets stay as they are. */
  async addSecret(
    clientId: string,
    expiresAt: number | null = null,
  ): Promise<{ id: string; secret: string }> {
    const { row } = await this.stored(clientId);
    if (!usesSecret(readClient(JSON.parse(row.definition) as Record<string, unknown>)))
      throw clientWithoutSecret(clientId);
    const secret = newHandle();
    const digest = this.clientSecrets.digest(secret);
    const id = await this.store.addSecret(clientId, { digest, expiresAt });
    await this.events.changed('client.secret_added', clientId);
    return { id, secret };
  }

  async removeSecret(clientId: string, id: string): Promise<void> {
    await this.stored(clientId);
    if (!(await this.store.removeSecret(clientId, id))) throw unknownSecret(clientId, id);
    await this.events.changed('client.secret_removed', clientId);
  }

  private sound(tree: Record<string, unknown>, environment?: NodeJS.ProcessEnv) {
    const client = readClient(tree, environment);
    const findings = examineClient(client, this.settings);
    if (findings.errors.length > 0) throw new ConfigurationError(findings.errors);
    return { client, warnings: findings.warnings };
  }

  private async add(
    tree: Record<string, unknown>,
    client: ClientSettings,
    as: Pick<ClientRow, 'status' | 'origin'>,
  ): Promise<Omit<WrittenClient, 'warnings'>> {
    const { clientId } = client;
    const { secrets, newSecret } = this.secretsOf(client, false);
    const definition = definitionText(writtenSettings(tree, client).open);
    if (!(await this.store.insert({ clientId, definition, ...as }, secrets))) throw clientExists(clientId);
    return { client, newSecret };
  }

  private secretsOf(client: ClientSettings, hasSome: boolean) {
    if (!usesSecret(client)) return { secrets: [] };
    const inDefinition = keptSecrets(client, this.clientSecrets);
    if (inDefinition.length > 0 || hasSome) return { secrets: inDefinition };
    const newSecret = newHandle();
    return { secrets: [{ digest: this.clientSecrets.digest(newSecret), expiresAt: null }], newSecret };
  }

  private async stored(clientId: string): Promise<StoredClient> {
    this.notInFile(clientId);
    const found = await this.store.find(clientId);
    if (!found) throw notInDatabase(CLIENT, clientId);
    return found;
  }

  private notInFile(clientId: string): void {
    if (this.settings.clients.some((client) => client.clientId === clientId))
      throw definedInFile(CLIENT, clientId);
  }
}
