import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditLog } from '#src/audit/audit-log.js';
import { Clock } from '#src/clock/clock.js';
import { DAY_SECONDS } from '#src/clock/day.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { type Actor } from '#src/roles/policy.js';
import { RoleStore } from '#src/roles/role.store.js';
import { ADMINISTRATOR } from '#src/roles/roles.js';
import { FirstAdministratorError } from './errors.js';

/**
 * Lets somebody who can read the server log become the first administrator. The code is the same at every node and is
 * stored nowhere: it is made from the encryption key and the day. It is good for nothing once there is an
 * administrator.
 */
@Injectable()
export class FirstAdministrator {
  constructor(
    private readonly secretBox: SecretBox,
    private readonly roles: RoleStore,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /** Whether nobody is administrator yet. */
  async isMissing(): Promise<boolean> {
    return !(await this.roles.hasAdministrator());
  }

  /** The code of today. It works until the end of tomorrow (UTC). */
  code(): string {
    return this.codeOf(this.today());
  }

  /**
   * Makes the person who calls the first administrator.
   *
   * @throws FirstAdministratorError when the code is wrong or too old, or there is an administrator.
   */
  async claim(code: string, { accountId, clientId }: Actor): Promise<void> {
    if (accountId === undefined) throw new FirstAdministratorError('no_person');
    if (!(await this.isMissing())) throw new FirstAdministratorError('there_is_one');
    const today = this.today();
    if (![today, today - 1].some((day) => same(code, this.codeOf(day))))
      throw new FirstAdministratorError('wrong_code');
    await this.audit.recordWith(
      [this.roles.giving(accountId, ADMINISTRATOR)],
      [
        {
          event: 'account.role_given',
          outcome: 'success',
          reason: 'first_administrator',
          accountId,
          clientId,
          trail: [{ step: 'role', finding: ADMINISTRATOR, mark: 'noted' }],
        },
      ],
    );
  }

  private today(): number {
    return Math.floor(this.clock.epoch() / DAY_SECONDS);
  }

  private codeOf(day: number): string {
    const key = this.secretBox.derive('first-administrator');
    return createHmac('sha256', key).update(String(day)).digest('base64url').slice(0, 32);
  }
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
