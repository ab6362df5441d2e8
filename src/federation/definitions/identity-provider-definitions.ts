import { Injectable, Logger } from '@nestjs/common';
import { AuditLog } from '#src/audit/audit-log.js';
import { examineProviderEntry, readProviderEntry } from '#src/config/one-identity-provider.js';
import { ConfigurationError, problemText } from '#src/config/problems.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { sha256 } from '#src/crypto/handle.js';
import { IdentityProviderStore, keyOf } from './identity-provider.store.js';
import { ownerOfIssuer, strangerWithIssuer } from '../issuer-ownership.js';
import type { ProviderEntry } from '../set-up-provider.js';
import type { StoredIdentityProvider } from './identity-provider-row.entity.js';

/** The providers of the database, each judged for itself: one that cannot be used never takes the others down. */
@Injectable()
export class StoredProviders {
  private readonly log = new Logger('Providers');
  /** What each scheme’s row was read as, with the row it was read from: only a row that changed is read again. */
  private readonly read = new Map<string, { row: string; provider: IdentityProviderSettings }>();

  constructor(
    private readonly store: IdentityProviderStore,
    private readonly settings: Settings,
    private readonly audit: AuditLog,
  ) {}

  async entries(): Promise<ProviderEntry[]> {
    const rows = await this.store.all();
    for (const known of this.read.keys())
      if (!rows.some(({ schemeKey }) => schemeKey === known)) this.read.delete(known);
    const usable = [...this.settings.externalIdentityProviders.identityProvider];
    const entries: ProviderEntry[] = [];
    for (const row of rows) {
      const entry = this.judge(row, usable);
      if ('provider' in entry) usable.push(entry.provider);
      else await this.tell(row, entry.problem);
      entries.push(entry);
    }
    return entries;
  }

  private judge(row: StoredIdentityProvider, usable: IdentityProviderSettings[]): ProviderEntry {
    const unusable = (problem: string): ProviderEntry => ({
      scheme: row.schemeKey,
      origin: 'database',
      problem,
    });
    const section = this.settings.externalIdentityProviders;
    if (!section.databaseProviders)
      return unusable('providers of the database are off (externalIdentityProviders.databaseProviders)');
    if (section.identityProvider.some(({ scheme }) => keyOf(scheme) === row.schemeKey))
      return unusable('the configuration file has a provider of this scheme, and the file wins');
    try {
      const provider = this.provider(row);
      const owner = ownerOfIssuer(provider, section.identityProvider);
      if (owner) return unusable(`its issuer is the one of ${owner.scheme} in the configuration file`);
      const stranger = strangerWithIssuer(provider, usable);
      if (stranger) return unusable(`its issuer is the one of ${stranger.scheme}, whose keys are elsewhere`);
      const { errors } = examineProviderEntry(provider, usable, this.settings);
      if (errors.length > 0) throw new ConfigurationError(errors);
      return { scheme: provider.scheme, origin: 'database', provider };
    } catch (error) {
      return unusable(problemText(error));
    }
  }

  private provider(row: StoredIdentityProvider): IdentityProviderSettings {
    const content = sha256(JSON.stringify({ ...row, toldProblem: null }));
    const known = this.read.get(row.schemeKey);
    if (known?.row === content) return known.provider;
    const provider = readProviderEntry(this.store.open(row));
    if (keyOf(provider.scheme) !== row.schemeKey)
      throw new ConfigurationError([{ path: 'scheme', message: 'is not the one the row is filed under' }]);
    this.read.set(row.schemeKey, { row: content, provider });
    return provider;
  }

  private async tell(row: StoredIdentityProvider, problem: string): Promise<void> {
    if (!(await this.store.firstToTell(row, problem))) return;
    this.log.warn(`provider ${row.schemeKey} of the database is left out: ${problem}`);
    await this.audit.recordOrLog({
      event: 'provider.unusable',
      outcome: 'failed',
      scheme: row.schemeKey,
      trail: [{ step: 'provider.read', finding: problem, mark: 'refused' }],
    });
  }
}
