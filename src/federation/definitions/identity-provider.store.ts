import { Injectable } from '@nestjs/common';
import { DataSource, type Repository } from 'typeorm';
import { sha256 } from '#src/crypto/handle.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { isUniqueViolation } from '#src/database/atomically.js';
import { epochNow } from '#src/database/epoch-column.js';
import { StoredIdentityProvider } from './identity-provider-row.entity.js';

/** What is kept of a provider. */
export interface StoredDefinition {
  scheme: string;
  open: Record<string, unknown>;
  secret: Record<string, unknown>;
  enabled: boolean;
}

/** Keeps the providers that are managed while the server runs. Knows nothing of what their settings mean. */
@Injectable()
export class IdentityProviderStore {
  private readonly rows: Repository<StoredIdentityProvider>;

  constructor(
    dataSource: DataSource,
    private readonly secretBox: SecretBox,
  ) {
    this.rows = dataSource.getRepository(StoredIdentityProvider);
  }

  /** In the order they were added, so that buttons stay where they are. */
  async all(): Promise<StoredIdentityProvider[]> {
    return this.rows.find({ order: { createdAt: 'ASC', schemeKey: 'ASC' } });
  }

  /** @returns false when there is one of this scheme already. */
  async insert(definition: StoredDefinition): Promise<boolean> {
    const now = epochNow();
    try {
      await this.rows.insert({ ...this.columns(definition), version: 1, createdAt: now, updatedAt: now });
      return true;
    } catch (error) {
      if (isUniqueViolation(error)) return false;
      throw error;
    }
  }

  /** @returns false when there is none of this scheme. */
  async replace(definition: StoredDefinition): Promise<boolean> {
    const { schemeKey, ...columns } = this.columns(definition);
    return this.change(schemeKey, columns);
  }

  /** @returns false when there is none of this scheme. */
  async setEnabled(scheme: string, enabled: boolean): Promise<boolean> {
    return this.change(keyOf(scheme), { enabled });
  }

  /** @returns false when there was none of this scheme. */
  async remove(scheme: string): Promise<boolean> {
    return (await this.rows.delete({ schemeKey: keyOf(scheme) })).affected === 1;
  }

  /**
   * The settings of a row as they would stand in a file.
   *
   * @throws SealBrokenError, SyntaxError when the row cannot be read.
   */
  open(row: StoredIdentityProvider): Record<string, unknown> {
    const open = JSON.parse(row.definition) as Record<string, unknown>;
    const secret = JSON.parse(this.secretBox.open(purposeOf(row.schemeKey), row.sealedSecrets)) as object;
    return { ...open, ...secret, enabled: Boolean(row.enabled) };
  }

  /** @returns whether nobody has told this problem of this provider yet, in whichever process. */
  async firstToTell(row: StoredIdentityProvider, problem: string): Promise<boolean> {
    const toldProblem = sha256(problem);
    if (row.toldProblem === toldProblem) return false;
    const result = await this.rows
      .createQueryBuilder()
      .update()
      .set({ toldProblem })
      .where('scheme_key = :schemeKey AND (told_problem IS NULL OR told_problem <> :toldProblem)', {
        schemeKey: row.schemeKey,
        toldProblem,
      })
      .execute();
    return result.affected === 1;
  }

  private columns({ scheme, open, secret, enabled }: StoredDefinition) {
    const schemeKey = keyOf(scheme);
    const { enabled: _column, ...definition } = open;
    return {
      schemeKey,
      definition: JSON.stringify(definition),
      // For this scheme alone: a secret that is moved to another row does not open there.
      sealedSecrets: this.secretBox.seal(purposeOf(schemeKey), JSON.stringify(secret)),
      enabled,
      toldProblem: null,
    };
  }

  private async change(schemeKey: string, columns: Partial<StoredIdentityProvider>): Promise<boolean> {
    const result = await this.rows
      .createQueryBuilder()
      .update()
      .set({ ...columns, version: () => 'version + 1', updatedAt: epochNow() })
      .where('scheme_key = :schemeKey', { schemeKey })
      .execute();
    return result.affected === 1;
  }
}

/** Schemes that differ in case only are one. */
export function keyOf(scheme: string): string {
  return scheme.toLowerCase();
}

function purposeOf(schemeKey: string): string {
  return `identity-provider ${schemeKey}`;
}
