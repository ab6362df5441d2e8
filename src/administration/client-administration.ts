import { Injectable } from '@nestjs/common';
import { AuditLog } from '#src/audit/audit-log.js';
import type { AuditEventName } from '#src/audit/audit-events.js';
import { CLIENT, type ClientDefinition, isClientId } from '#src/clients/client-definition.js';
import { ClientDefinitions } from '#src/clients/client-definitions.js';
import type { ClientRow } from '#src/clients/client-row.entity.js';
import { ClientSecrets, keptSecrets } from '#src/clients/client-secrets.js';
import { ClientStore, type StoredClient } from '#src/clients/client.store.js';
import {
  clientExists,
  clientNotPending,
  clientPending,
  clientWithoutSecret,
  unknownSecret,
} from '#src/clients/errors.js';
import { examineClient, readClient } from '#src/config/one-client.js';
import { ConfigurationError, type ConfigurationProblem } from '#src/config/problems.js';
import { type ClientSettings, usesSecret } from '#src/config/settings/client.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { withoutSecrets, writtenSettings } from '#src/config/written-settings.js';
import { newHandle } from '#src/crypto/handle.js';
import { DefinitionEvents } from '#src/definitions/definition-events.js';
import { definitionText } from '#src/definitions/definition-statements.js';
import { definedInFile, notInDatabase } from '#src/definitions/errors.js';
import { type Actor, can } from '#src/roles/policy.js';
import { splitScope } from '#src/smart/scopes/known-scopes.js';
import { anyVersion, changeWhatWasSeen, type IsSeen } from './change-what-was-seen.js';
import { NotAllowedError } from './errors.js';
import { mergePatch } from './merge-patch.js';

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

type Tree = Record<string, unknown>;

/**
 * Changes the clients of the database, for the REST API and the command line alike. It never changes or hides what the
 * configuration file defines. Each change is checked by the policy, and writes a row to the audit log. What was checked
 * is what is changed: a client that was changed meanwhile is read and checked again.
 */
@Injectable()
export class ClientAdministration {
  private readonly events: DefinitionEvents;

  constructor(
    private readonly store: ClientStore,
    private readonly definitions: ClientDefinitions,
    private readonly clientSecrets: ClientSecrets,
    private readonly settings: Settings,
    audit: AuditLog,
  ) {
    this.events = new DefinitionEvents(CLIENT, audit);
  }

  /**
   * One client of the file or of the database, whether it may be used or not.
   *
   * @throws DefinitionNotChangedError `unknown_client`.
   */
  async known(clientId: string): Promise<ClientDefinition> {
    const found = await this.definitions.definition(clientId);
    if (!found) throw notInDatabase(CLIENT, clientId);
    return found;
  }

  /**
   * A client in the form of an entry of the configuration file, without its secrets. Settings that its definition leaves
   * out stay out.
   *
   * @throws DefinitionNotChangedError `unknown_client`.
   */
  async entryOf(clientId: string): Promise<Tree> {
    const definition = await this.known(clientId);
    const enabled = definition.status === 'enabled';
    if (definition.origin !== 'file') {
      const stored = await this.store.find(clientId);
      if (!stored) throw notInDatabase(CLIENT, clientId);
      return { ...treeOf(stored), enabled };
    }
    const { settings } = definition as Extract<ClientDefinition, { settings: unknown }>;
    const open = Object.entries(withoutSecrets(settings)).filter(([, value]) => value !== undefined);
    return { ...Object.fromEntries(open), enabled };
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
   * @throws NotAllowedError
   */
  async put(
    tree: Tree,
    actor: Actor,
    options: { replace?: boolean; environment?: NodeJS.ProcessEnv } = {},
  ): Promise<WrittenClient> {
    const { client, warnings } = this.sound(tree, options.environment);
    const { clientId } = client;
    this.notInFile(clientId);
    if (options.replace) return { ...(await this.replace(tree, client, actor)), warnings };
    this.refuseUnlessAllowed(actor, [], powersOf(client));
    const status = client.enabled ? 'enabled' : 'disabled';
    const written = await this.add(tree, client, { status, origin: 'administrator' });
    await this.note('client.added', clientId, actor);
    return { ...written, warnings };
  }

  /**
   * Changes settings of a client. Its secrets stay, unless it does not authenticate by secret any more.
   *
   * @param patch a merge patch (RFC 7396): `null` takes a setting out, so that its default counts.
   * @throws ConfigurationError for what the configuration file would be refused for too.
   * @throws DefinitionNotChangedError `client_in_file`, `unknown_client`.
   * @throws NotAllowedError, DefinitionChangedError
   */
  async change(
    clientId: string,
    patch: Tree,
    actor: Actor,
    isSeen: IsSeen = anyVersion,
  ): Promise<Omit<WrittenClient, 'client'>> {
    return this.changing(clientId, actor, isSeen, async (stored) => {
      const before = treeOf(stored);
      const tree = mergePatch(before, { ...patch, clientId }) as Tree;
      const { client, warnings } = this.sound(tree);
      this.refuseUnlessAllowed(actor, [], powersOf(client));
      const definition = definitionText(writtenSettings(tree, client).open);
      if (definition === stored.row.definition) return { warnings };
      const hasSome = stored.secrets.length > 0;
      const { secrets, newSecret } = this.secretsOf(client, hasSome);
      const stay = usesSecret(client) && hasSome;
      await this.store.replace(stored.row, { definition }, stay ? undefined : secrets);
      await this.note('client.changed', clientId, actor, Object.keys(patch));
      return { warnings, newSecret };
    });
  }

  /**
   * Checks a definition; changes nothing.
   * @throws ConfigurationError for what `put` or `register` would refuse.
   */
  check(tree: Tree): void {
    this.sound(tree);
  }

  /** How many clients wait for approval by an administrator. */
  async countPending(): Promise<number> {
    return this.store.countPending();
  }

  /**
   * Adds a client that its developer registered. The settings say who may do this, so no policy is asked.
   *
   * @throws ConfigurationError for what the configuration file would be refused for too.
   */
  async register(tree: Tree, status: 'enabled' | 'pending'): Promise<Omit<WrittenClient, 'warnings'>> {
    const { client } = this.sound(tree);
    const written = await this.add(tree, client, { status, origin: 'registration' });
    await this.events.changed('client.registered', client.clientId);
    return written;
  }

  /** Takes effect from the next request on. The tokens of a client that is switched off are not active any more. */
  async setEnabled(
    clientId: string,
    enabled: boolean,
    actor: Actor,
    isSeen: IsSeen = anyVersion,
  ): Promise<void> {
    await this.changing(clientId, actor, isSeen, async ({ row }) => {
      if (row.status === 'pending') throw clientPending(clientId);
      const status = enabled ? 'enabled' : 'disabled';
      if (row.status === status) return;
      await this.store.replace(row, { status });
      await this.note(enabled ? 'client.enabled' : 'client.disabled', clientId, actor);
    });
  }

  /** Approves a client that its developer registered. */
  async approve(clientId: string, actor: Actor, isSeen: IsSeen = anyVersion): Promise<void> {
    await this.changing(clientId, actor, isSeen, async ({ row }) => {
      if (row.status !== 'pending') throw clientNotPending(clientId);
      await this.store.replace(row, { status: 'enabled' });
      await this.note('client.approved', clientId, actor);
    });
  }

  /** Removes a client for good. Its id is not given to another client. */
  async remove(clientId: string, actor: Actor, isSeen: IsSeen = anyVersion): Promise<void> {
    const removal = async ({ row }: StoredClient) => {
      await this.store.remove(row);
      await this.note('client.removed', clientId, actor);
    };
    // A row whose id the file defines, too, can be removed. The entry in the file is not touched.
    await this.changing(clientId, actor, isSeen, removal, { alsoHidden: true });
  }

  /**
   * @param expiresAt seconds since 1970; null for a secret that does not expire.
   * @returns the new secret, only this once. The other secrets stay as they are.
   */
  async addSecret(
    clientId: string,
    actor: Actor,
    expiresAt: number | null = null,
    isSeen: IsSeen = anyVersion,
  ): Promise<{ id: string; secret: string }> {
    return this.changing(clientId, actor, isSeen, async (stored) => {
      if (!usesSecret(readClient(treeOf(stored)))) throw clientWithoutSecret(clientId);
      const secret = newHandle();
      const digest = this.clientSecrets.digest(secret);
      const id = await this.store.addSecret(stored.row, { digest, expiresAt });
      await this.note('client.secret_added', clientId, actor);
      return { id, secret };
    });
  }

  async removeSecret(clientId: string, id: string, actor: Actor, isSeen: IsSeen = anyVersion): Promise<void> {
    await this.changing(clientId, actor, isSeen, async ({ row, secrets }) => {
      if (!secrets.some((secret) => secret.id === id)) throw unknownSecret(clientId, id);
      await this.store.removeSecret(row, id);
      await this.note('client.secret_removed', clientId, actor);
    });
  }

  private async replace(
    tree: Tree,
    client: ClientSettings,
    actor: Actor,
  ): Promise<Omit<WrittenClient, 'warnings'>> {
    const { clientId } = client;
    return this.changing(clientId, actor, anyVersion, async ({ row, secrets: present }) => {
      this.refuseUnlessAllowed(actor, [], powersOf(client));
      const { secrets, newSecret } = this.secretsOf(client, present.length > 0);
      // A client that no longer authenticates by secret loses its secrets.
      const stay = usesSecret(client) && secrets.length === 0;
      const definition = definitionText(writtenSettings(tree, client).open);
      // A definition can switch a client off. It cannot switch one on: an administrator has to do that explicitly.
      const off = !client.enabled && row.status === 'enabled' ? { status: 'disabled' as const } : {};
      await this.store.replace(row, { definition, ...off }, stay ? undefined : secrets);
      await this.note('client.changed', clientId, actor);
      return { client, newSecret };
    });
  }

  /**
   * Carries a change of a client out, if the caller has seen this version and may change the client.
   *
   * @throws DefinitionChangedError, NotAllowedError
   */
  private changing<T>(
    clientId: string,
    actor: Actor,
    isSeen: IsSeen,
    change: (stored: StoredClient) => Promise<T>,
    { alsoHidden = false } = {},
  ): Promise<T> {
    const read = async () => {
      const stored = await this.stored(clientId, alsoHidden);
      return { stored, version: stored.row.version };
    };
    return changeWhatWasSeen(CLIENT, isSeen, read, (stored) => {
      this.refuseUnlessAllowed(actor, powersOf(treeOf(stored)));
      return change(stored);
    });
  }

  /**
   * Refuses whoever may not do this to a client that may itself do something in the administration.
   *
   * @param object what the client may do before.
   * @param delta what it may do afterwards.
   */
  private refuseUnlessAllowed(actor: Actor, object: string[], delta: string[] = []): void {
    const verdict = can(actor, { needs: '__wardkey/clients.write', object, delta });
    if (!verdict.allowed) throw new NotAllowedError(verdict.reason, verdict.missing);
  }

  private async note(
    event: AuditEventName,
    clientId: string,
    actor: Actor,
    members: readonly string[] = [],
  ): Promise<void> {
    // The names of what was changed; the values are not written to the audit log. The client of the row is the one that
    // was changed.
    const trail = [
      ...members.map((finding) => ({ step: 'client.change', finding, mark: 'noted' })),
      ...(actor.clientId === undefined ? [] : [{ step: 'by', finding: actor.clientId, mark: 'noted' }]),
    ];
    await this.events.changed(event, clientId, trail);
  }

  private sound(tree: Tree, environment?: NodeJS.ProcessEnv) {
    const client = readClient(tree, environment);
    const findings = examineClient(client, this.settings);
    if (findings.errors.length > 0) throw new ConfigurationError(findings.errors);
    return { client, warnings: findings.warnings };
  }

  private async add(
    tree: Tree,
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

  /** @param alsoHidden whether a row counts whose id the file defines, too. */
  private async stored(clientId: string, alsoHidden: boolean): Promise<StoredClient> {
    if (!alsoHidden) this.notInFile(clientId);
    const found = isClientId(clientId) ? await this.store.find(clientId) : undefined;
    if (found) return found;
    this.notInFile(clientId);
    throw notInDatabase(CLIENT, clientId);
  }

  private notInFile(clientId: string): void {
    if (this.settings.clients.some((client) => client.clientId === clientId))
      throw definedInFile(CLIENT, clientId);
  }
}

/** The settings of a row. A row that cannot be read has none, so it can still be replaced or removed. */
function treeOf({ row }: StoredClient): Tree {
  try {
    const tree: unknown = JSON.parse(row.definition);
    return typeof tree === 'object' && tree !== null && !Array.isArray(tree) ? (tree as Tree) : {};
  } catch {
    return {};
  }
}

/**
 * What a client may do in the administration: the scopes of this server’s own API. Introspection by the registration is
 * the same as introspection by the scope.
 */
function powersOf({ scope, mayIntrospect }: Partial<Record<'scope' | 'mayIntrospect', unknown>>): string[] {
  const scopes = typeof scope === 'string' ? splitScope(scope) : [];
  return [
    ...scopes.filter((one) => one.startsWith('__wardkey/')),
    ...(mayIntrospect === true || mayIntrospect === 'all' ? ['__wardkey/introspection.read'] : []),
  ];
}
