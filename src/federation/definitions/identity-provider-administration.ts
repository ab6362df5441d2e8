import { Injectable } from '@nestjs/common';
import { AuditLog } from '#src/audit/audit-log.js';
import {
  examineIdentityProvider,
  problemsOfOthers,
  readIdentityProvider,
} from '#src/config/one-identity-provider.js';
import { ConfigurationError, type ConfigurationProblem } from '#src/config/problems.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { writtenSettings } from '#src/config/written-settings.js';
import { DefinitionEvents } from '#src/definitions/definition-events.js';
import { definedInFile, notInDatabase } from '#src/definitions/errors.js';
import { ownerOfIssuer, strangerWithIssuer } from '../issuer-ownership.js';
import { databaseProvidersOff, issuerInFile, issuerTaken, providerExists } from './errors.js';
import { IDENTITY_PROVIDER } from './identity-provider-definition.js';
import { IdentityProviderDefinitions } from './identity-provider-definitions.js';
import { IdentityProviderStore, keyOf } from './identity-provider.store.js';

/** Changes the identity providers of the database. It never changes or hides what the configuration file defines. */
@Injectable()
export class IdentityProviderAdministration {
  private readonly events: DefinitionEvents;

  constructor(
    private readonly definitions: IdentityProviderDefinitions,
    private readonly store: IdentityProviderStore,
    private readonly settings: Settings,
    audit: AuditLog,
  ) {
    this.events = new DefinitionEvents(IDENTITY_PROVIDER, audit);
  }

  /**
   * Adds an identity provider. With `replace`, puts a new definition in the place of an existing one.
   *
   * @param tree the settings as they would stand in the configuration file.
   * @param environment the variables that references of the tree name; absent, references are not resolved.
   * @returns the identity provider, and warnings about what is probably a mistake.
   * @throws ConfigurationError for what the configuration file would be refused for too, also when the problem is in
   * another identity provider because of this one.
   * @throws DefinitionNotChangedError `provider_in_file`, `issuer_in_file`, `issuer_taken`, `provider_exists`,
   * `unknown_provider`, `database_providers_off`.
   */
  async put(
    tree: Record<string, unknown>,
    options: { replace?: boolean; environment?: NodeJS.ProcessEnv } = {},
  ): Promise<{ provider: IdentityProviderSettings; warnings: ConfigurationProblem[] }> {
    if (!this.settings.externalIdentityProviders.databaseProviders) throw databaseProvidersOff();
    const provider = readIdentityProvider(tree, options.environment);
    const { scheme, enabled } = provider;
    this.notInFile(scheme);
    const warnings = await this.sound(provider);
    const written = { scheme, ...writtenSettings(tree, provider), enabled };
    if (options.replace) {
      if (!(await this.store.replace(written))) throw notInDatabase(IDENTITY_PROVIDER, scheme);
    } else if (!(await this.store.insert(written))) throw providerExists(scheme);
    await this.events.changed(options.replace ? 'provider.changed' : 'provider.added', keyOf(scheme));
    return { provider, warnings };
  }

  /**
   * Takes effect from the next request on. A sign-in that is under way at an identity provider ends when it is switched
   * off.
   */
  async setEnabled(scheme: string, enabled: boolean): Promise<void> {
    this.notInFile(scheme);
    if (!(await this.store.setEnabled(scheme, enabled))) throw notInDatabase(IDENTITY_PROVIDER, scheme);
    await this.events.changed(enabled ? 'provider.enabled' : 'provider.disabled', keyOf(scheme));
  }

  /** Accounts and their links stay, but people cannot sign in there any more. */
  async remove(scheme: string): Promise<void> {
    // A row whose scheme the file defines, too, can be removed. The definition in the file is not touched.
    if (!(await this.store.remove(scheme))) {
      this.notInFile(scheme);
      throw notInDatabase(IDENTITY_PROVIDER, scheme);
    }
    await this.events.changed('provider.removed', keyOf(scheme));
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
}
