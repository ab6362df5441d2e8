import { Injectable } from '@nestjs/common';
import { DataSource, type Repository } from 'typeorm';
import { Clock } from '#src/clock/clock.js';
import { SecretBox } from '#src/crypto/secret-box.js';
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

/** Stores the identity providers that were defined while the server runs. It does not know what their settings mean. */
@Injectable()
export class IdentityProviderStore {
  private readonly rows: Repository<IdentityProviderRow>;
  private readonly reading: EntityRows<IdentityProviderRow>;

  constructor(
    dataSource: DataSource,
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

  /** @returns false when there is none with this scheme. */
  async replace(provider: WrittenProvider): Promise<boolean> {
    const { schemeKey, ...columns } = this.columns(provider);
    return this.change(schemeKey, { ...columns, reportedProblem: null });
  }

  /** @returns false when there is none with this scheme. */
  async setEnabled(scheme: string, enabled: boolean): Promise<boolean> {
    return this.change(keyOf(scheme), { enabled });
  }

  /** @returns false when there was none with this scheme. */
  async remove(scheme: string): Promise<boolean> {
    return (await this.rows.delete({ schemeKey: keyOf(scheme) })).affected === 1;
  }

  /**
   * The settings of a row as they would stand in the configuration file.
   *
   * @throws SealBrokenError, SyntaxError when the row cannot be read.
   */
  open(row: IdentityProviderRow): Record<string, unknown> {
    const open = JSON.parse(row.definition) as Record<string, unknown>;
    const secret = JSON.parse(
      this.secretBox.open(providerPurpose(row.schemeKey), row.sealedSecrets),
    ) as object;
    return { ...open, ...secret, enabled: Boolean(row.enabled) };
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

  private async change(schemeKey: string, columns: Partial<IdentityProviderRow>): Promise<boolean> {
    const result = await this.rows
      .createQueryBuilder()
      .update()
      .set(asChanged(columns, this.clock.epoch()))
      .where('scheme_key = :schemeKey', { schemeKey })
      .execute();
    return result.affected === 1;
  }
}

/** Schemes that differ in case only are the same scheme. */
export function keyOf(scheme: string): string {
  return scheme.toLowerCase();
}
