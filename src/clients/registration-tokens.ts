import { Injectable } from '@nestjs/common';
import { AuditLog } from '#src/audit/audit-log.js';
import { RegistrationTokenStore } from './registration-token.store.js';

/**
 * Decides who may register clients, by initial access tokens (RFC 7591 section 3) that an administrator gives to a
 * developer.
 */
@Injectable()
export class RegistrationTokens {
  constructor(
    private readonly store: RegistrationTokenStore,
    private readonly audit: AuditLog,
  ) {}

  /** @returns the token, only this once. */
  async make(uses: number, expiresAt: number): Promise<string> {
    const token = await this.store.create(uses, expiresAt);
    await this.audit.record({
      event: 'client.registration_token_made',
      outcome: 'success',
      trail: [{ step: 'registration.token', finding: `${uses} uses until ${expiresAt}`, mark: 'noted' }],
    });
    return token;
  }

  /** Whether the token would be accepted now. Uses nothing up. */
  async isGood(token: string): Promise<boolean> {
    return this.store.isGood(token);
  }

  /** @returns false when it is unknown, expired or used up. */
  async use(token: string): Promise<boolean> {
    return this.store.use(token);
  }
}
