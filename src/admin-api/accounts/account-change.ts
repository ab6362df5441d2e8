import { Injectable } from '@nestjs/common';
import { type AccountChanges, realChanges } from '#src/accounts/account-changes.js';
import { AccountDirectory } from '#src/accounts/account-directory.store.js';
import type { Account } from '#src/accounts/account.entity.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { AccountChangedError, EmailTakenError, ExternalIdTakenError } from '#src/accounts/errors.js';
import { AuditLog } from '#src/audit/audit-log.js';
import type { AuditEventName } from '#src/audit/audit-events.js';
import type { ApiCaller } from '#src/authorization-server/introspection/access-token-verifier.js';
import type { IfMatch } from '#src/http/incoming/if-match.js';
import { Problem, unacceptable } from '#src/http/answers/problem.js';
import { PreparedAccountCheck, type PreparedFacts } from '#src/sign-in/setup/prepared-account-check.js';
import type { CreateAccountDto } from './account.dto.js';
import { isSeen } from './account-representation.js';

/** How often an unconditional change is tried again, when another change comes in between each time. */
const ATTEMPTS = 5;

/** Changes an account, if it is still what the caller has seen. Each change writes a row to the audit log. */
@Injectable()
export class AccountChange {
  constructor(
    private readonly accounts: AccountStore,
    private readonly directory: AccountDirectory,
    private readonly check: PreparedAccountCheck,
    private readonly audit: AuditLog,
  ) {}

  async known(id: string): Promise<Account> {
    const account = await this.accounts.findById(id);
    if (!account) throw notFound();
    return account;
  }

  /** The account, if it is still what the caller has seen. */
  async seen(id: string, condition: IfMatch): Promise<Account> {
    const account = await this.known(id);
    if (!isSeen(account, condition)) throw changedInBetween();
    return account;
  }

  /** @param account as it is now; undefined for a new account. */
  async refuseUnsound(facts: PreparedFacts, account?: Account): Promise<void> {
    const problems = await this.check.problemsOf(facts, account);
    if (problems.length > 0) throw unacceptable(problems);
  }

  async create(facts: CreateAccountDto, caller: ApiCaller): Promise<Account> {
    await this.refuseUnsound(facts);
    const account = await this.accounts
      .create(facts, await this.check.theOnlyScheme())
      .catch((error: unknown) => {
        throw asProblem(error);
      });
    await this.note('account.created', account.id, caller);
    return account;
  }

  /** @returns the account after the change; unchanged when the changes change nothing. */
  async change(id: string, condition: IfMatch, changes: AccountChanges, caller: ApiCaller): Promise<Account> {
    for (let attempt = 1; ; attempt += 1) {
      const account = await this.seen(id, condition);
      const real = realChanges(account, changes);
      const { status, ...others } = real;
      const members = Object.keys(others);
      if (status === undefined && members.length === 0) return account;
      try {
        await this.directory.update(id, account.version, real, await this.check.theOnlyScheme());
      } catch (error) {
        const again = error instanceof AccountChangedError && condition.isUnconditional && attempt < ATTEMPTS;
        if (again) continue;
        throw asProblem(error);
      }
      if (members.length > 0) await this.note('account.changed', id, caller, members);
      if (status === 'active') await this.note('account.reactivated', id, caller);
      if (status === 'deactivated') await this.note('account.deactivated', id, caller);
      return this.known(id);
    }
  }

  async delete(id: string, condition: IfMatch, caller: ApiCaller): Promise<void> {
    const { version } = await this.seen(id, condition);
    const isGone = await this.directory.delete(id, condition.isUnconditional ? undefined : version);
    if (!isGone) throw condition.isUnconditional ? notFound() : changedInBetween();
    await this.note('account.deleted', id, caller);
  }

  async removeLink(id: string, linkId: string, condition: IfMatch, caller: ApiCaller): Promise<void> {
    const { version } = await this.seen(id, condition);
    const isGone = await this.directory
      .removeLink(id, linkId, condition.isUnconditional ? undefined : version)
      .catch((error: unknown) => {
        throw asProblem(error);
      });
    if (!isGone) throw notFound();
    await this.note('account.link_removed', id, caller);
  }

  /** @param members the names of what was changed. The values are not written to the audit log. */
  private note(
    event: AuditEventName,
    accountId: string,
    caller: ApiCaller,
    members?: string[],
  ): Promise<void> {
    const trail = members?.map((member) => ({ step: 'account.change', finding: member, mark: 'noted' }));
    const { clientId } = caller;
    return this.audit.record({ event, outcome: 'success', accountId, clientId, trail });
  }
}

function notFound(): Problem {
  return new Problem(404, 'There is no such account or link');
}

export function changedInBetween(): Problem {
  return new Problem(412, 'The account is not at the version in If-Match', {
    detail:
      'The account has changed since you read it. Read it again and repeat the change with the new ETag.',
  });
}

/** Which answer each error of accounts leads to. This is the only such table. */
function asProblem(error: unknown): unknown {
  if (error instanceof EmailTakenError)
    return unacceptable([{ field: 'email', message: 'is the address of another account' }], 409);
  if (error instanceof ExternalIdTakenError)
    return unacceptable(
      [{ field: 'externalId', message: 'is the external id of another account at this identity provider' }],
      409,
    );
  return error instanceof AccountChangedError ? changedInBetween() : error;
}
