import { Injectable } from '@nestjs/common';
import { AuditLog } from '#src/audit/audit-log.js';
import { examineClient, readClient } from '#src/config/one-client.js';
import { ConfigurationError, problemText } from '#src/config/problems.js';
import type { ClientSettings } from '#src/config/settings/client.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { DefinitionEvents } from '#src/definitions/definition-events.js';
import { otherName, shadowedByFile } from '#src/definitions/errors.js';
import { type Expiry, expiryOf } from '#src/definitions/expiry.js';
import { Readings } from '#src/definitions/readings.js';
import { CLIENT, type ClientDefinition, isClientId, type UsableClient } from './client-definition.js';
import { ClientSecrets, keptSecrets, lastExpiry } from './client-secrets.js';
import { ClientStore, type StoredClient } from './client.store.js';

/**
 * The clients as they were defined: first those of the configuration file, then those of the database. Each request
 * asks the database whether the client has changed, so that a change takes effect from the next request on, in every
 * process. As long as a client is the same, its definition is the same object. A row that cannot be used never makes
 * the others unusable.
 */
@Injectable()
export class ClientDefinitions {
  private readonly ofFile: ReadonlyMap<string, UsableClient>;
  private readonly readings = new Readings<UsableClient>();
  private readonly events: DefinitionEvents;

  constructor(
    private readonly settings: Settings,
    clientSecrets: ClientSecrets,
    private readonly store: ClientStore,
    audit: AuditLog,
  ) {
    this.events = new DefinitionEvents(CLIENT, audit);
    this.ofFile = new Map(
      settings.clients.map((client) => [client.clientId, ofTheFile(client, clientSecrets)]),
    );
  }

  /** The settings of a client that may be used. */
  async find(clientId: string): Promise<ClientSettings | undefined> {
    return (await this.letIn(clientId))?.settings;
  }

  /** A client that may be used. One that is switched off, waits for approval or has a problem may not. */
  async letIn(clientId: string): Promise<UsableClient | undefined> {
    const found = await this.definition(clientId);
    return found && 'settings' in found && found.settings.enabled ? found : undefined;
  }

  /**
   * One client, whether it may be used or not.
   *
   * @param clientId as it came from outside. A text that cannot be an id is not looked up in the database.
   */
  async definition(clientId: string): Promise<ClientDefinition | undefined> {
    const inFile = this.ofFile.get(clientId);
    if (inFile) return inFile;
    if (!isClientId(clientId)) return undefined;
    const version = await this.store.version(clientId);
    const known = version === undefined ? undefined : this.readings.known(clientId, version);
    if (version === undefined || known) return known;
    const stored = await this.store.find(clientId);
    return stored && this.judge(stored);
  }

  /**
   * All of them, whether they may be used or not. A row of the database whose id the file defines, too, is listed with
   * that problem.
   */
  async all(): Promise<ClientDefinition[]> {
    const definitions: ClientDefinition[] = [...this.ofFile.values()];
    for (const stored of await this.store.all()) definitions.push(await this.judge(stored));
    return definitions;
  }

  /**
   * From when on clients cannot authenticate any more because their last secret ends, of those that may be used.
   *
   * @param soon until then, an end is soon (seconds since 1970).
   */
  async secretExpiry(soon: number): Promise<Expiry> {
    const ofDatabase = await this.store.secretExpiry(soon);
    const enabled = [...this.ofFile.values()].filter(({ settings }) => settings.enabled);
    const ends = enabled.map(({ secrets }) => lastExpiry(secrets));
    const ofFile = expiryOf(ends, soon);
    return {
      earliest: Math.min(ofFile.earliest, ofDatabase.earliest),
      soon: ofFile.soon + ofDatabase.soon,
    };
  }

  private async judge(stored: StoredClient): Promise<ClientDefinition> {
    const { row } = stored;
    try {
      return this.readings.readOnce(row.clientId, row.version, () => this.read(stored));
    } catch (error) {
      const problem = problemText(error);
      if (await this.store.firstToReport(row, problem)) await this.events.leftOut(row.clientId, problem);
      return { ...factsOf(stored), problem };
    }
  }

  /** @throws whatever makes the row unusable. */
  private read(stored: StoredClient): UsableClient {
    const { clientId, definition, status } = stored.row;
    if (this.ofFile.has(clientId)) throw shadowedByFile(CLIENT);
    const client = readClient(JSON.parse(definition) as Record<string, unknown>);
    client.enabled = status === 'enabled';
    if (client.clientId !== clientId) throw otherName(CLIENT);
    const { errors } = examineClient(client, this.settings);
    if (errors.length > 0) throw new ConfigurationError(errors);
    return { ...factsOf(stored), settings: client };
  }
}

function factsOf({ row: { clientId, origin, status, createdAt, version }, secrets }: StoredClient) {
  return { clientId, origin, status, createdAt, version, secrets };
}

function ofTheFile(client: ClientSettings, clientSecrets: ClientSecrets): UsableClient {
  const { clientId, enabled } = client;
  const status = enabled ? 'enabled' : 'disabled';
  const secrets = keptSecrets(client, clientSecrets);
  return { clientId, origin: 'file', status, secrets, settings: client };
}
