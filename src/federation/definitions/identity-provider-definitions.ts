import { Injectable } from '@nestjs/common';
import { AuditLog } from '#src/audit/audit-log.js';
import { examineIdentityProvider, readIdentityProvider } from '#src/config/one-identity-provider.js';
import { ConfigurationError, type ConfigurationProblem } from '#src/config/problems.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { DefinitionEvents } from '#src/definitions/definition-events.js';
import { usableOrNot } from '#src/definitions/definition.js';
import { otherName, shadowedByFile, unusable } from '#src/definitions/errors.js';
import { Readings } from '#src/definitions/readings.js';
import { ownerOfIssuer, strangerWithIssuer } from '../issuer-ownership.js';
import { IDENTITY_PROVIDER, type IdentityProviderDefinition } from './identity-provider-definition.js';
import type { IdentityProviderRow } from './identity-provider-row.entity.js';
import { IdentityProviderStore, keyOf } from './identity-provider.store.js';

/**
 * The identity providers as they were defined: first those of the configuration file, then those of the database. The
 * database is read every time, so that a change takes effect from the next request on, in every process. A row that
 * cannot be used never makes the others unusable.
 */
@Injectable()
export class IdentityProviderDefinitions {
  private readonly readings = new Readings<IdentityProviderSettings>();
  private readonly events: DefinitionEvents;

  constructor(
    private readonly settings: Settings,
    private readonly store: IdentityProviderStore,
    audit: AuditLog,
  ) {
    this.events = new DefinitionEvents(IDENTITY_PROVIDER, audit);
  }

  get ofFile(): readonly IdentityProviderSettings[] {
    return this.settings.externalIdentityProviders.identityProvider;
  }

  /** All of them, switched on or not, in the order of their buttons. */
  async all(): Promise<IdentityProviderDefinition[]> {
    const definitions = this.ofFile.map((settings): IdentityProviderDefinition => {
      return { scheme: settings.scheme, origin: 'file', settings };
    });
    const rows = await this.store.all();
    this.readings.keepOnly(rows.map(({ schemeKey }) => schemeKey));
    for (const row of rows) definitions.push(await this.judge(row, settingsOf(definitions)));
    return definitions;
  }

  /** The one with this scheme, in any spelling; the one of the file, where the database has it, too. */
  async definition(scheme: string): Promise<IdentityProviderDefinition | undefined> {
    return (await this.all()).find((one) => keyOf(one.scheme) === keyOf(scheme));
  }

  /** The settings of all that can be used, switched on or not. */
  async usable(): Promise<IdentityProviderSettings[]> {
    return settingsOf(await this.all());
  }

  /** The settings of all that can be used, except this one. */
  async others(scheme: string): Promise<IdentityProviderSettings[]> {
    const all = await this.all();
    return settingsOf(all.filter((one) => keyOf(one.scheme) !== keyOf(scheme)));
  }

  /**
   * Problems that an identity provider of the database causes for one of the file. (The file alone was checked when it
   * was read.) The server starts all the same, and the people concerned are refused.
   */
  async problemsBesideOthers(): Promise<Array<ConfigurationProblem & { scheme: string }>> {
    const usable = await this.usable();
    return this.ofFile.flatMap((provider) => {
      const others = usable.filter((one) => one !== provider);
      const { errors } = examineIdentityProvider(provider, others, this.settings);
      return errors.map((problem) => ({ ...problem, scheme: provider.scheme }));
    });
  }

  /** @param before the usable ones that were judged before. When two exclude each other, the later one is left out. */
  private async judge(
    row: IdentityProviderRow,
    before: readonly IdentityProviderSettings[],
  ): Promise<IdentityProviderDefinition> {
    const facts = { origin: 'database', version: row.version, enabled: Boolean(row.enabled) } as const;
    const judged = usableOrNot(() => this.settingsOf(row, before));
    if ('settings' in judged) return { scheme: judged.settings.scheme, ...facts, ...judged };
    if (await this.store.firstToReport(row, judged.problem))
      await this.events.leftOut(row.schemeKey, judged.problem);
    return { scheme: row.schemeKey, ...facts, ...judged };
  }

  /** @throws whatever makes the row unusable. */
  private settingsOf(
    row: IdentityProviderRow,
    before: readonly IdentityProviderSettings[],
  ): IdentityProviderSettings {
    if (!this.settings.externalIdentityProviders.databaseProviders)
      throw unusable(
        'identity providers in the database are switched off (externalIdentityProviders.databaseProviders)',
      );
    if (this.ofFile.some(({ scheme }) => keyOf(scheme) === row.schemeKey))
      throw shadowedByFile(IDENTITY_PROVIDER);
    const provider = this.readings.readOnce(row.schemeKey, { ...row, reportedProblem: null }, () =>
      this.read(row),
    );
    const owner = ownerOfIssuer(provider, this.ofFile);
    if (owner) throw unusable(`it has the same issuer as ${owner.scheme} in the configuration file`);
    const stranger = strangerWithIssuer(provider, before);
    if (stranger)
      throw unusable(`it has the same issuer as ${stranger.scheme}, but with keys at another address`);
    const { errors } = examineIdentityProvider(provider, before, this.settings);
    if (errors.length > 0) throw new ConfigurationError(errors);
    return provider;
  }

  private read(row: IdentityProviderRow): IdentityProviderSettings {
    const provider = readIdentityProvider(this.store.open(row));
    if (keyOf(provider.scheme) !== row.schemeKey) throw otherName(IDENTITY_PROVIDER);
    return provider;
  }
}

function settingsOf(definitions: readonly IdentityProviderDefinition[]): IdentityProviderSettings[] {
  return definitions.flatMap((one) => ('settings' in one ? [one.settings] : []));
}
