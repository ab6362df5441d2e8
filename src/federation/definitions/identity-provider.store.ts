import { Injectable } from '@nestjs/common';
import { DataSource, type Repository } from 'typeorm';
import { Clock } from '#src/clock/clock.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { atomically, mustChangeOne } from '#src/database/atomically.js';
import { EntityRows } from '#src/database/entity-rows.js';
import {
  asChanged,
  asNew,
  definitionText,
  firstToReport,
  insertedOnce,
} from '#src/definitions/definition-statements.js';
import { IdentityProviderRow, providerPurpose } from './identity-provider-row.entity.js';

/** What is stored about an identity provider. */
export interface WrittenProvider {
  scheme: string;
  open: Record<string, unknown>;
  secret: Record<string, unknown>;
  enabled: boolean;
}

/** An identity provider as it was read: a change of it counts only while it is still the same. */
export type ProviderVersion = Pick<IdentityProviderRow, 'schemeKey' | 'version'>;

/** Stores the identity providers that were defined while the server runs. It does not know what their settings mean. */
@Injectable()
export class IdentityProviderStore {
  private readonly rows: Repository<IdentityProviderRow>;
  private readonly reading: EntityRows<IdentityProviderRow>;

  constructor(
    private readonly dataSource: DataSource,
    private readonly secretBox: SecretBox,
    private readonly clock: Clock,
  ) {
    this.rows = dataSource.getRepository(IdentityProviderRow);
    this.reading = new EntityRows(dataSource, IdentityProviderRow);
  }

  /** In the order in which they were added, so that buttons keep their places. */
  async all(): Promise<IdentityProviderRow[]> {
    return this.reading.find('1 = 1 ORDER BY created_at, scheme_key', []);
  }

  /** @returns false when there is one with this scheme already. */
  async insert(provider: WrittenProvider): Promise<boolean> {
    return insertedOnce(() => this.rows.insert(asNew(this.columns(provider), this.clock.epoch())));
  }

  async find(scheme: string): Promise<IdentityProviderRow | undefined> {
    const [row] = await this.reading.find('scheme_key = ?', [keyOf(scheme)]);
    return row;
  }

  /**
   * Puts a new definition in the place of the present one.
   *
   * @throws ChangedMeanwhileError when the identity provider is not as it was read.
   */
  async replace(row: ProviderVersion, provider: WrittenProvider): Promise<void> {
    const { schemeKey: _key, ...columns } = this.columns({ ...provider, scheme: row.schemeKey });
    await this.change(row, { ...columns, reportedProblem: null });
  }

  /** @throws ChangedMeanwhileError when the identity provider is not as it was read. */
  async setEnabled(row: ProviderVersion, enabled: boolean): Promise<void> {
    await this.change(row, { enabled });
  }

  /** @throws ChangedMeanwhileError when the identity provider is not as it was read. */
  async remove({ schemeKey, version }: ProviderVersion): Promise<void> {
    const removal = this.rows
      .createQueryBuilder()
      .delete()
      .where('scheme_key = :schemeKey AND version = :version', { schemeKey, version });
    await atomically(this.dataSource, [mustChangeOne(removal)]);
  }

  /**
   * The settings of a row as they would stand in the configuration file.
   *
   * @throws SealBrokenError, SyntaxError when the row cannot be read.
   */
  open(row: IdentityProviderRow): Record<string, unknown> {
    const open = JSON.parse(row.definition) as Record<string, unknown>;
    return { ...open, ...this.secretsOf(row), enabled: Boolean(row.enabled) };
  }

  /** @throws SealBrokenError, SyntaxError when they cannot be read. */
  secretsOf(row: IdentityProviderRow): Record<string, unknown> {
    const sealed = this.secretBox.open(providerPurpose(row.schemeKey), row.sealedSecrets);
    return JSON.parse(sealed) as Record<string, unknown>;
  }

  /**
   * @returns true for the first caller that reports this problem of this identity provider, counted over all processes.
   */
  async firstToReport(row: IdentityProviderRow, problem: string): Promise<boolean> {
    return firstToReport(this.rows, { schemeKey: row.schemeKey }, row, problem);
  }

  private columns({ scheme, open, secret, enabled }: WrittenProvider) {
    const schemeKey = keyOf(scheme);
    return {
      schemeKey,
      definition: definitionText(open),
      // Sealed for this scheme only: a secret that is moved to another row cannot be opened there.
      sealedSecrets: this.secretBox.seal(providerPurpose(schemeKey), JSON.stringify(secret)),
      enabled,
    };
  }

  private async change(
    { schemeKey, version }: ProviderVersion,
    columns: Partial<IdentityProviderRow>,
  ): Promise<void> {
    const update = this.rows
      .createQueryBuilder()
      .update()
      .set(asChanged(columns, this.clock.epoch()))
      .where('scheme_key = :schemeKey AND version = :version', { schemeKey, version });
    await atomically(this.dataSource, [mustChangeOne(update)]);
  }
}

/** Schemes that differ in case only are the same scheme. */
export function keyOf(scheme: string): string {
  return scheme.toLowerCase();
}
