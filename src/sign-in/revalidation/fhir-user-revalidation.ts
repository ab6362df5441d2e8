import { Injectable } from '@nestjs/common';
import { AccountStore } from '#src/accounts/account.store.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { Settings } from '#src/config/settings/settings.js';
import { Clock } from '#src/clock/clock.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import type { FhirUserType } from '#src/config/settings/fhir-user-types.js';
import { FhirUserResolver } from '#src/fhir-user/fhir-user-resolver.js';
import { FhirServerUnavailableError } from '#src/fhir-client/errors.js';

/** Checks from time to time, without a sign-in, whether a person’s FHIR resource still exists and is active. */
@Injectable()
export class FhirUserRevalidation {
  constructor(
    private readonly settings: Settings,
    private readonly accounts: AccountStore,
    private readonly fhirUsers: FhirUserResolver,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  /**
   * @param linkId the link that the person signed in with, or BY_PASSWORD.
   * @returns `ended` when the person may not go on, because the resource is gone or inactive.
   * @throws FhirServerUnavailableError when a check is due, the server does not answer, and the last answer is too old
   * or the settings do not allow using it.
   */
  async check(
    accountId: string,
    linkId: string,
    server: FhirServer,
  ): Promise<'fresh' | 'confirmed' | 'ended'> {
    const known = await this.accounts.fhirUserOf(accountId, linkId, server.name);
    if (!known) return 'ended';
    const { revalidateHours, whenUnavailable, keepKnownHours } = this.settings.fhirUser;
    const age = this.clock.epoch() - known.resolvedAt;
    if (age < revalidateHours * 3600) return 'fresh';
    const reference = { server, resourceType: known.resourceType as FhirUserType, id: known.resourceId };
    try {
      const state = await this.fhirUsers.state(reference);
      if (state === 'live') {
        await this.accounts.confirmFhirUser(known);
        return 'confirmed';
      }
      await this.audit.record({
        event: 'fhir_user.ended',
        outcome: 'refused',
        reason: `fhir_user_${state}`,
        accountId,
      });
      return 'ended';
    } catch (error) {
      const mayKeep = whenUnavailable === 'keepKnown' && age < (revalidateHours + keepKnownHours) * 3600;
      if (error instanceof FhirServerUnavailableError && mayKeep) return 'fresh';
      throw error;
    }
  }
}
