import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { AuditEventName } from '#src/audit/audit-events.js';
import { AuditLog } from '#src/audit/audit-log.js';
import {
  examineIdentityProvider,
  problemsOfOthers,
  readIdentityProvider,
} from '#src/config/one-identity-provider.js';
import { ConfigurationError, type ConfigurationProblem, problemText } from '#src/config/problems.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { writtenSettings } from '#src/config/written-settings.js';
import { definitionText } from '#src/definitions/definition-statements.js';
import { definedInFile, DefinitionNotChangedError } from '#src/definitions/errors.js';
import {
  databaseProvidersOff,
  issuerInFile,
  issuerTaken,
  providerExists,
  unknownProvider,
} from '#src/federation/definitions/errors.js';
import {
  IDENTITY_PROVIDER,
  type IdentityProviderDefinition,
} from '#src/federation/definitions/identity-provider-definition.js';
import { IdentityProviderDefinitions } from '#src/federation/definitions/identity-provider-definitions.js';
import type { IdentityProviderRow } from '#src/federation/definitions/identity-provider-row.entity.js';
import { IdentityProviderStore, keyOf } from '#src/federation/definitions/identity-provider.store.js';
import { ownerOfIssuer, strangerWithIssuer } from '#src/federation/issuer-ownership.js';
import { ALL_PERMISSIONS } from '#src/roles/permissions.js';
import { type Actor, can } from '#src/roles/policy.js';
import { anyVersion, changeWhatWasSeen, type IsSeen } from './change-what-was-seen.js';
import { NotAllowedError } from './errors.js';
import { mergePatch } from './merge-patch.js';

/** An identity provider that was stored. */
export interface WrittenIdentityProvider {
  provider: IdentityProviderSettings;
  /** What is probably a mistake. */
  warnings: ConfigurationProblem[];
}

/** An identity provider that is not stored. */
export interface DraftIdentityProvider {
  provider: IdentityProviderSettings;
  /** Why it could not be stored beside the others. */
  problem?: string;
}

/** The settings of an identity provider as they would stand in the configuration file. */
type Tree = Record<string, unknown>;

/**
 * Changes the identity providers of the database, for the REST API and the command line alike. It never changes or hides
 * what the configuration file defines. Whoever defines an identity provider can sign in as anybody, so the actor needs
 * every permission. Each change writes a row to the audit log.
 */
@Injectable()
export class IdentityProviderAdministration {
  constructor(
    private readonly definitions: IdentityProviderDefinitions,
    private readonly store: IdentityProviderStore,
    private readonly settings: Settings,
    private readonly audit: AuditLog,
  ) {}

  /**
   * One identity provider of the file or of the database, whether it can be used or not.
   *
   * @param scheme in any spelling.
   * @throws DefinitionNotChangedError `unknown_provider`.
   */
  async known(scheme: string): Promise<IdentityProviderDefinition> {
    const found = await this.definitions.definition(scheme);
    if (!found) throw await this.unknown(scheme);
    return found;
  }

  /**
   * Adds an identity provider. With `replace`, puts a new definition in the place of an existing one.
   *
   * @param tree the settings as they would stand in the configuration file.
   * @param environment the variables that references of the tree name; absent, references are not resolved.
   * @throws ConfigurationError for what the configuration file would be refused for too, also when the problem is in
   * another identity provider because of this one.
   * @throws DefinitionNotChangedError `provider_in_file`, `issuer_in_file`, `issuer_taken`, `provider_exists`,
   * `unknown_provider`, `database_providers_off`.
   * @throws NotAllowedError
   */
  async put(
    tree: Tree,
    actor: Actor,
    options: { replace?: boolean; environment?: NodeJS.ProcessEnv } = {},
  ): Promise<WrittenIdentityProvider> {
    this.refuseUnlessAllowed(actor);
    this.refuseWhenOff();
    const provider = readIdentityProvider(tree, options.environment);
    const { scheme, enabled } = provider;
    this.notInFile(scheme);
    const warnings = await this.sound(provider);
    const written = { scheme, ...writtenSettings(tree, provider), enabled };
    if (options.replace)
      await this.changing(scheme, actor, anyVersion, async (row) => {
        await this.store.replace(row, written);
        await this.note('provider.changed', scheme, actor);
      });
    else {
      if (!(await this.store.insert(written))) throw providerExists(scheme);
      await this.note('provider.added', scheme, actor);
    }
    return { provider, warnings };
  }

  /**
   * Changes settings of an identity provider. Settings that the patch does not name stay, secrets too.
   *
   * @param patch a merge patch (RFC 7396): `null` takes a setting out, so that its default counts.
   * @throws ConfigurationError, DefinitionNotChangedError like `put`.
   * @throws NotAllowedError, DefinitionChangedError
   */
  async change(
    scheme: string,
    patch: Tree,
    actor: Actor,
    isSeen: IsSeen = anyVersion,
  ): Promise<WrittenIdentityProvider> {
    return this.changing(scheme, actor, isSeen, async (row) => {
      this.refuseWhenOff();
      const before = this.treeOf(row);
      const tree = mergePatch(before, { ...patch, enabled: Boolean(row.enabled) }) as Tree;
      const provider = readIdentityProvider({ ...tree, scheme: before.scheme });
      const warnings = await this.sound(provider);
      const written = writtenSettings(tree, provider);
      const isSame =
        definitionText(written.open) === row.definition &&
        isDeepStrictEqual(this.secretsOf(row), written.secret);
      if (isSame) return { provider, warnings };
      await this.store.replace(row, { scheme, ...written, enabled: provider.enabled });
      await this.note('provider.changed', scheme, actor, Object.keys(patch));
      return { provider, warnings };
    });
  }

  /**
   * Reads a definition that is not stored. Changes nothing.
   *
   * @param tree secrets that it leaves out are those of the identity provider of the database with the same scheme.
   * @param environment the variables that references of the tree name; absent, references are not resolved.
   * @throws ConfigurationError
   * @throws NotAllowedError because this server will send requests, and secrets, to the addresses of the definition.
   */
  async draft(tree: Tree, actor: Actor, environment?: NodeJS.ProcessEnv): Promise<DraftIdentityProvider> {
    this.refuseUnlessAllowed(actor);
    const row = typeof tree.scheme === 'string' ? await this.store.find(tree.scheme) : undefined;
    const provider = readIdentityProvider({ ...(row && this.secretsOf(row)), ...tree }, environment);
    try {
      this.notInFile(provider.scheme);
      await this.sound(provider);
      return { provider };
    } catch (error) {
      if (error instanceof DefinitionNotChangedError) return { provider, problem: error.message };
      if (error instanceof ConfigurationError) return { provider, problem: problemText(error) };
      throw error;
    }
  }

  /**
   * Takes effect from the next request on. A sign-in that is under way at an identity provider ends when it is switched
   * off.
   */
  async setEnabled(
    scheme: string,
    enabled: boolean,
    actor: Actor,
    isSeen: IsSeen = anyVersion,
  ): Promise<void> {
    await this.changing(scheme, actor, isSeen, async (row) => {
      if (Boolean(row.enabled) === enabled) return;
      await this.store.setEnabled(row, enabled);
      await this.note(enabled ? 'provider.enabled' : 'provider.disabled', scheme, actor);
    });
  }

  /** Accounts and their links stay, but people cannot sign in there any more. */
  async remove(scheme: string, actor: Actor, isSeen: IsSeen = anyVersion): Promise<void> {
    const removal = async (row: IdentityProviderRow) => {
      await this.store.remove(row);
      await this.note('provider.removed', scheme, actor);
    };
    // A row whose scheme the file defines, too, can be removed. The definition in the file is not touched.
    await this.changing(scheme, actor, isSeen, removal, { alsoHidden: true });
  }

  /**
   * Carries a change of an identity provider of the database out, if the caller may, and has seen this version.
   *
   * @throws NotAllowedError, DefinitionChangedError
   */
  private changing<T>(
    scheme: string,
    actor: Actor,
    isSeen: IsSeen,
    change: (row: IdentityProviderRow) => Promise<T>,
    { alsoHidden = false } = {},
  ): Promise<T> {
    const read = async () => {
      const stored = await this.stored(scheme, alsoHidden);
      this.refuseUnlessAllowed(actor);
      return { stored, version: stored.version };
    };
    return changeWhatWasSeen(IDENTITY_PROVIDER, isSeen, read, change);
  }

  /** @param alsoHidden whether a row counts whose scheme the file defines, too. */
  private async stored(scheme: string, alsoHidden: boolean): Promise<IdentityProviderRow> {
    if (!alsoHidden) this.notInFile(scheme);
    const found = await this.store.find(scheme);
    if (found) return found;
    this.notInFile(scheme);
    throw await this.unknown(scheme);
  }

  private async unknown(scheme: string) {
    return unknownProvider(
      scheme,
      (await this.definitions.all()).map((one) => one.scheme),
    );
  }

  /** The settings of a row. A row that cannot be read has none, so it can still be mended or replaced. */
  private treeOf(row: IdentityProviderRow): Tree {
    const { schemeKey, enabled } = row;
    try {
      return { scheme: schemeKey, ...this.store.open(row) };
    } catch {
      return { scheme: schemeKey, enabled: Boolean(enabled) };
    }
  }

  private secretsOf(row: IdentityProviderRow): Tree {
    try {
      return this.store.secretsOf(row);
    } catch {
      return {};
    }
  }

  private refuseUnlessAllowed(actor: Actor): void {
    const verdict = can(actor, { needs: '__wardkey/identity-providers.write', object: ALL_PERMISSIONS });
    if (verdict.allowed) return;
    const why = 'Whoever defines an identity provider can sign in as anybody, so this needs every permission';
    throw new NotAllowedError(verdict.reason, verdict.missing, why);
  }

  private refuseWhenOff(): void {
    if (!this.settings.externalIdentityProviders.databaseProviders) throw databaseProvidersOff();
  }

  private notInFile(scheme: string): void {
    const inFile = this.definitions.ofFile.find((one) => keyOf(one.scheme) === keyOf(scheme));
    if (inFile) throw definedInFile(IDENTITY_PROVIDER, inFile.scheme);
  }

  /**
   * Checks an identity provider together with all others.
   *
   * @returns warnings about what is probably a mistake.
   */
  private async sound(provider: IdentityProviderSettings): Promise<ConfigurationProblem[]> {
    const inFile = ownerOfIssuer(provider, this.definitions.ofFile);
    if (inFile) throw issuerInFile(inFile.scheme);
    const others = await this.definitions.others(provider.scheme);
    const owner = strangerWithIssuer(provider, others);
    if (owner) throw issuerTaken(owner.scheme);
    const findings = examineIdentityProvider(provider, others, this.settings);
    const problems = [...findings.errors, ...problemsOfOthers(provider, others, this.settings)];
    if (problems.length > 0) throw new ConfigurationError(problems);
    return findings.warnings;
  }

  private async note(
    event: AuditEventName,
    scheme: string,
    { clientId, accountId: actorId }: Actor,
    members: readonly string[] = [],
  ): Promise<void> {
    // The names of what was changed; the values are not written to the audit log.
    const trail = members.map((finding) => ({ step: 'provider.change', finding, mark: 'noted' }));
    const told = trail.length > 0 ? { trail } : {};
    await this.audit.record({ event, outcome: 'success', scheme: keyOf(scheme), clientId, actorId, ...told });
  }
}
