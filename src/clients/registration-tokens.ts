import { Injectable } from '@nestjs/common';
import { AuditLog } from '#src/audit/audit-log.js';
import { RegistrationTokenStore } from './registration-token.store.js';

/** Who may register clients: initial access tokens (RFC 7591 section 3), handed to a developer by an administrator. */
@Injectable()
export class RegistrationTokens {
  constructor(
    private readonly store: RegistrationTokenStore,
    private readonly audit: AuditLog,
  ) {}

  /** @returns the token, this one time. */
  async make(uses: number, expiresAt: number): Promise<string> {
    const token = await this.store.create(uses, expiresAt);
    await this.audit.record({
      event: 'client.registration_token_made',
      outcome: 'success',
      trail: [{ step: 'registration.token', finding: `${uses} uses until ${expiresAt}`, mark: 'noted' }],
    });
    return token;
  }

  /** Whether it would be accepted now; uses nothing. */
  async isGood(token: string): Promise<boolean> {
    return this.store.isGood(token);
  }

  /** @returns false when it is unknown, expired or used up. */
  async use(token: string): Promise<boolean> {
    return this.store.use(token);
  }
}
