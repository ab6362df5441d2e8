import { Injectable } from '@nestjs/common';
import { type AccountChanges, realChanges } from '#src/accounts/account-changes.js';
import { AccountDirectory } from '#src/accounts/account-directory.store.js';
import type { Account } from '#src/accounts/account.entity.js';
import { AccountStore } from '#src/accounts/account.store.js';
import type { AuditEventName } from '#src/audit/audit-events.js';
import { type AuditFacts, AuditLog } from '#src/audit/audit-log.js';
import type { Permission } from '#src/roles/permissions.js';
import { type Actor, can } from '#src/roles/policy.js';
import { RoleStore } from '#src/roles/role.store.js';
import { permissionsOf, permissionsOfAll, type Role } from '#src/roles/roles.js';
import { PreparedAccountCheck, type PreparedFacts } from '#src/sign-in/setup/prepared-account-check.js';
import { NoSuchAccountError, NotAllowedError, UnsoundAccountError } from './errors.js';

/** What is written about a person beforehand. */
export type NewAccountFacts = PreparedFacts & Partial<Pick<Account, 'displayName'>>;

/**
 * Changes accounts for administrators: the REST API and the command line both come here. Each change is checked by the
 * policy, and writes a row to the audit log.
 */
@Injectable()
export class AccountAdministration {
  constructor(
    private readonly accounts: AccountStore,
    private readonly directory: AccountDirectory,
    private readonly roles: RoleStore,
    private readonly check: PreparedAccountCheck,
    private readonly audit: AuditLog,
  ) {}

  /** @throws NoSuchAccountError */
  async known(id: string): Promise<Account> {
    const account = await this.accounts.findById(id);
    if (!account) throw new NoSuchAccountError();
    return account;
  }

  /**
   * Refuses whoever may not change this account.
   *
   * @param delta the permissions that the account gets or loses by the change.
   * @throws NotAllowedError
   */
  async refuseUnlessAllowed(
    actor: Actor,
    accountId: string,
    needs: Permission = '__wardkey/accounts.write',
    delta: Iterable<Permission> = [],
  ): Promise<void> {
    const object = permissionsOfAll(await this.roles.rolesOf(accountId));
    const verdict = can(actor, { needs, object, delta });
    if (!verdict.allowed) throw new NotAllowedError(verdict.reason, verdict.missing);
  }

  /**
   * @param account as it is before the change; absent for a new account.
   * @throws UnsoundAccountError
   */
  async refuseUnsound(facts: PreparedFacts, account?: Account): Promise<void> {
    const problems = await this.check.problemsOf(facts, account);
    if (problems.length > 0) throw new UnsoundAccountError(problems);
  }

  /** @throws UnsoundAccountError, EmailTakenError, ExternalIdTakenError */
  async create(facts: NewAccountFacts, actor: Actor): Promise<Account> {
    await this.refuseUnsound(facts);
    const account = await this.accounts.create(facts, await this.check.theOnlyScheme());
    await this.note('account.created', account.id, actor);
    return account;
  }

  /**
   * Changes an account, if it is still as it was read.
   *
   * @returns the account after the change; the same object when the changes change nothing.
   * @throws NotAllowedError, AccountChangedError, EmailTakenError, ExternalIdTakenError, LastAdministratorError
   */
  async change(account: Account, changes: AccountChanges, actor: Actor): Promise<Account> {
    const { id } = account;
    await this.refuseUnlessAllowed(actor, id);
    const real = realChanges(account, changes);
    const { status, ...others } = real;
    const members = Object.keys(others);
    if (status === undefined && members.length === 0) return account;
    await this.directory.update(id, account.version, real, await this.check.theOnlyScheme());
    // The names of what was changed; the values are not written to the audit log.
    const trail = members.map((finding) => ({ step: 'account.change', finding, mark: 'noted' }));
    if (members.length > 0) await this.note('account.changed', id, actor, { trail });
    if (status === 'active') await this.note('account.reactivated', id, actor);
    if (status === 'deactivated') await this.note('account.deactivated', id, actor);
    return this.known(id);
  }

  /**
   * @param version that the account must have; any when absent.
   * @returns false when there is no such account at this version.
   * @throws NotAllowedError, LastAdministratorError
   */
  async delete(id: string, actor: Actor, version?: number): Promise<boolean> {
    await this.refuseUnlessAllowed(actor, id);
    if (!(await this.directory.delete(id, version))) return false;
    await this.note('account.deleted', id, actor);
    return true;
  }

  /**
   * @param version that the account must have; any when absent.
   * @returns false when the account has no such link.
   * @throws NotAllowedError, AccountChangedError
   */
  async removeLink(id: string, linkId: string, actor: Actor, version?: number): Promise<boolean> {
    await this.refuseUnlessAllowed(actor, id);
    if (!(await this.directory.removeLink(id, linkId, version))) return false;
    await this.note('account.link_removed', id, actor);
    return true;
  }

  /** The roles of an account, in the order of `ROLES`. */
  async rolesOf(id: string): Promise<Role[]> {
    return this.roles.rolesOf(id);
  }

  /**
   * Gives an account exactly these roles. It takes effect at the next request of its person.
   *
   * @throws NotAllowedError, LastAdministratorError
   */
  async setRoles(id: string, wanted: readonly Role[], actor: Actor): Promise<void> {
    const present = await this.roles.rolesOf(id);
    const given = wanted.filter((role) => !present.includes(role));
    const taken = present.filter((role) => !wanted.includes(role));
    const delta = [...given, ...taken].flatMap(permissionsOf);
    await this.refuseUnlessAllowed(actor, id, '__wardkey/roles.write', delta);
    if (given.length + taken.length === 0) return;
    const told = (event: AuditEventName, role: Role) =>
      this.facts(event, id, actor, { trail: [{ step: 'role', finding: role, mark: 'noted' }] });
    await this.audit.recordWith(
      [
        ...given.map((role) => this.roles.giving(id, role)),
        ...(await Promise.all(taken.map((role) => this.roles.taking(id, role)))).flat(),
      ],
      [
        ...given.map((role) => told('account.role_given', role)),
        ...taken.map((role) => told('account.role_taken', role)),
      ],
    );
  }

  private note(
    event: AuditEventName,
    accountId: string,
    actor: Actor,
    more: Pick<AuditFacts, 'trail'> = {},
  ): Promise<void> {
    return this.audit.record(this.facts(event, accountId, actor, more));
  }

  private facts(
    event: AuditEventName,
    accountId: string,
    { clientId, accountId: actorId }: Actor,
    more: Pick<AuditFacts, 'trail'>,
  ): AuditFacts {
    return { event, outcome: 'success', accountId, clientId, actorId, ...more };
  }
}
