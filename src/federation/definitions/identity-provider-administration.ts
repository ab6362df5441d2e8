import { Injectable } from '@nestjs/common';
import { AuditLog } from '#src/audit/audit-log.js';
import type { AuditEventName } from '#src/audit/audit-events.js';
import { examineProviderEntry, readProviderEntry } from '#src/config/one-identity-provider.js';
import { ConfigurationError, type ConfigurationProblem } from '#src/config/problems.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { writtenSettings } from '#src/config/written-settings.js';
import { DomainError } from '#src/errors/domain-error.js';
import { ownerOfIssuer, strangerWithIssuer } from '../issuer-ownership.js';
import { IdentityProviderStore, keyOf } from './identity-provider.store.js';
import { IdentityProviders } from '../identity-providers.js';

/** Changes the providers of the database. What the configuration file holds is never changed here, nor shadowed. */
@Injectable()
export class ManagedProviders {
  constructor(
    private readonly providers: IdentityProviders,
    private readonly store: IdentityProviderStore,
    private readonly audit: AuditLog,
    private readonly settings: Settings,
  ) {}

  /**
   * Adds a provider, or with `replace` puts another definition in the place of one.
   *
   * @param tree as it would stand in the configuration file.
   * @param environment where references of the tree look; absent, references are not resolved.
   * @returns the provider, and what is probably not meant about it.
   * @throws ConfigurationError for what would be refused in the file too, also of the others beside this one; DomainError
   * `provider_in_file`, `issuer_in_file`, `issuer_taken`, `provider_exists`, `unknown_provider`, `database_providers_off`.
   */
  async put(
    tree: Record<string, unknown>,
    options: { replace?: boolean; environment?: NodeJS.ProcessEnv } = {},
  ): Promise<{ provider: IdentityProviderSettings; warnings: ConfigurationProblem[] }> {
    if (!this.settings.externalIdentityProviders.databaseProviders)
      throw new DomainError({
        code: 'database_providers_off',
        message:
          'Providers are kept in the configuration file only here (externalIdentityProviders.databaseProviders is false).',
      });
    const provider = readProviderEntry(tree, options.environment);
    const { scheme } = provider;
    this.notInFile(scheme);
    this.issuerNotInFile(provider);
    const others = (await this.providers.entries()).flatMap((entry) =>
      'provider' in entry && keyOf(entry.scheme) !== keyOf(scheme) ? [entry.provider] : [],
    );
    this.issuerNotTaken(provider, others);
    const findings = examineProviderEntry(provider, others, this.settings);
    const problems = [...findings.errors, ...findings.elsewhere];
    if (problems.length > 0) throw new ConfigurationError(problems);
    const definition = { scheme, ...writtenSettings(tree, provider), enabled: provider.enabled };
    if (options.replace) {
      if (!(await this.store.replace(definition))) throw unknown(scheme);
    } else if (!(await this.store.insert(definition))) {
      throw new DomainError({
        code: 'provider_exists',
        message: `There is a provider ${scheme} in the database already; replace or remove it.`,
      });
    }
    await this.note(options.replace ? 'provider.changed' : 'provider.added', scheme);
    return { provider, warnings: findings.warnings };
  }

  /** From the next request on; a sign-in that is under way at a provider that is switched off ends. */
  async setEnabled(scheme: string, enabled: boolean): Promise<void> {
    this.notInFile(scheme);
    if (!(await this.store.setEnabled(scheme, enabled))) throw unknown(scheme);
    await this.note(enabled ? 'provider.enabled' : 'provider.disabled', scheme);
  }

  /** Accounts and their links stay; their people cannot sign in there any more. */
  async remove(scheme: string): Promise<void> {
    // A row that the file has come to shadow can go; the file’s own entry is not touched.
    if (!(await this.store.remove(scheme))) {
      this.notInFile(scheme);
      throw unknown(scheme);
    }
    await this.note('provider.removed', scheme);
  }

  private notInFile(scheme: string): void {
    const inFile = this.settings.externalIdentityProviders.identityProvider.find(
      (provider) => keyOf(provider.scheme) === keyOf(scheme),
    );
    if (inFile)
      throw new DomainError({
        code: 'provider_in_file',
        message: `The configuration file has a provider ${inFile.scheme}. The file wins, and cannot be changed or shadowed from here: change it there, or choose another scheme.`,
      });
  }

  private issuerNotInFile(provider: IdentityProviderSettings): void {
    const owner = ownerOfIssuer(provider, this.settings.externalIdentityProviders.identityProvider);
    if (owner)
      throw new DomainError({
        code: 'issuer_in_file',
        message: `The provider ${owner.scheme} of the configuration file has this issuer already. Another provider that speaks for it could sign in as any of its people, so it can only be added in the file.`,
      });
  }

  private issuerNotTaken(
    provider: IdentityProviderSettings,
    others: readonly IdentityProviderSettings[],
  ): void {
    const owner = strangerWithIssuer(provider, others);
    if (owner)
      throw new DomainError({
        code: 'issuer_taken',
        message: `The provider ${owner.scheme} has this issuer already, with its keys at another place. Whoever holds the keys of this one could sign in as any of its people: remove that one, or give this one the same authority and jwksUri.`,
      });
  }

  private async note(event: AuditEventName, scheme: string): Promise<void> {
    await this.audit.record({ event, outcome: 'success', scheme: keyOf(scheme) });
  }
}

function unknown(scheme: string): DomainError {
  return new DomainError({
    code: 'unknown_provider',
    message: `There is no provider ${scheme} in the database (wardkey provider list).`,
  });
}
