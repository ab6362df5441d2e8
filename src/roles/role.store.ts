import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#src/clock/clock.js';
import { mustChangeOne, type Statement } from '#src/database/atomically.js';
import { Sql } from '#src/database/sql.js';
import { LastAdministratorError } from './errors.js';
import { ADMINISTRATOR, ALL_ROLES, isRole, type Role } from './roles.js';

/** Somebody with a role. */
export interface RoleHolder {
  accountId: string;
  displayName: string | null;
  email: string | null;
  status: string;
  role: Role;
  /** Seconds since 1970. */
  givenAt: number;
}

const ACTIVE_ADMINISTRATORS = `SELECT 1 FROM account_role held JOIN account ON account.id = held.account_id
  WHERE held.role = '${ADMINISTRATOR}' AND account.status = 'active'`;

/** The only code that queries who has which role. */
@Injectable()
export class RoleStore {
  private readonly sql: Sql;

  constructor(
    dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.sql = new Sql(dataSource);
  }

  /** In the order of {@link ALL_ROLES}. A role that only a later release knows is left out. */
  async rolesOf(accountId: string): Promise<Role[]> {
    const rows = await this.sql.rows<{ role: string }>('SELECT role FROM account_role WHERE account_id = ?', [
      accountId,
    ]);
    const found = rows.map(({ role }) => role).filter(isRole);
    return ALL_ROLES.filter((role) => found.includes(role));
  }

  /** Everybody who has a role, by role and then by the time at which they got it. */
  async holders(): Promise<RoleHolder[]> {
    const rows = await this.sql.rows<{
      account_id: string;
      display_name: string | null;
      email: string | null;
      status: string;
      role: string;
      given_at: number | string;
    }>(
      `SELECT held.account_id, held.role, held.given_at, account.display_name, account.email, account.status
       FROM account_role held JOIN account ON account.id = held.account_id ORDER BY held.given_at, held.account_id`,
      [],
    );
    return ALL_ROLES.flatMap((role) =>
      rows
        .filter((row) => row.role === role)
        .map((row) => ({
          accountId: row.account_id,
          displayName: row.display_name,
          email: row.email,
          status: row.status,
          role,
          givenAt: Number(row.given_at),
        })),
    );
  }

  /** Whether an active account is administrator. */
  async hasAdministrator(): Promise<boolean> {
    return (await this.sql.rows(`${ACTIVE_ADMINISTRATORS} LIMIT 1`, [])).length > 0;
  }

  /** It changes nothing when the account has the role already. */
  giving(accountId: string, role: Role): Statement {
    return this.sql.statement(
      'INSERT INTO account_role (account_id, role, given_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
      [accountId, role, this.clock.epoch()],
    );
  }

  /** @throws (when carried out) LastAdministratorError */
  async taking(accountId: string, role: Role): Promise<Statement[]> {
    return [
      ...(role === ADMINISTRATOR ? await this.keepingAnAdministrator(accountId) : []),
      this.sql.statement('DELETE FROM account_role WHERE account_id = ? AND role = ?', [accountId, role]),
    ];
  }

  /**
   * Stands before statements that switch an account off, delete it, or take its role away. There are none for an account
   * that is no administrator.
   *
   * @throws (when carried out) LastAdministratorError when no other active account would be administrator.
   */
  async keepingAnAdministrator(accountId: string): Promise<Statement[]> {
    if (!(await this.rolesOf(accountId)).includes(ADMINISTRATOR)) return [];
    return [
      // Two administrators who switch each other off at the same moment wait for each other here. The next statement
      // then sees what the first one has done.
      this.sql.statement(`UPDATE account_role SET given_at = given_at WHERE role = '${ADMINISTRATOR}'`, []),
      mustChangeOne(
        this.sql.statement(
          `UPDATE account_role SET given_at = given_at WHERE account_id = ? AND role = '${ADMINISTRATOR}'
           AND (EXISTS (SELECT 1 FROM account owner WHERE owner.id = ? AND owner.status <> 'active')
             OR EXISTS (${ACTIVE_ADMINISTRATORS} AND held.account_id <> ?))`,
          [accountId, accountId, accountId],
        ),
        () => new LastAdministratorError(),
      ),
    ];
  }
}
