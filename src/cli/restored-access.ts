import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EpochStore } from '#src/access/epoch.store.js';
import { RelyingPartySessionStore } from '#src/access/relying-party-session.store.js';
import { RememberedConsentStore } from '#src/access/remembered-consent.store.js';
import { ActivationStore } from '#src/accounts/activation/activation.store.js';
import { InvitationStore } from '#src/accounts/credentials/invitation.store.js';
import { ArtifactStore } from '#src/authorization-server/storage/artifact.store.js';
import { RegistrationTokenStore } from '#src/clients/registration-token.store.js';
import type { Clock } from '#src/clock/clock.js';
import { atomically, type Statement } from '#src/database/atomically.js';
import { LoginAttemptStore } from '#src/federation/login/login-attempt.store.js';
import { OutboxStore } from '#src/mail/outbox.store.js';

/** The count of everything begins here in a restored database: seconds since 2020. */
const COUNT_BEGINS = Date.UTC(2020, 0, 1) / 1000;
/** A database with millions of remembered consents needs longer than a request may take. */
const WITHOUT_TIME_LIMIT: Statement = {
  getQueryAndParameters: () => ['SET LOCAL statement_timeout = 0', []],
};

/** What an administrator may have to make again. */
export interface EndedByRestore {
  /** People who were invited to set up their account. */
  invitations: number;
  /** Initial access tokens (RFC 7591). */
  registrationTokens: number;
  letters: number;
}

/**
 * Ends all that may have been used, ended or changed hands since the backup from which a database was restored:
 * sessions, Grants with their codes and tokens, tokens of services, prepared launches, pending requests, invitations,
 * one-time codes, initial access tokens, and letters that may have been sent. Client assertions from before this moment
 * are refused. Accounts, their links and passwords, clients and remembered consents stay.
 *
 * All of it takes effect, or nothing.
 */
export async function endUsedSinceBackup(
  app: INestApplicationContext,
  clock: Clock,
): Promise<EndedByRestore> {
  const dataSource = app.get(DataSource);
  const [epochs, invitations] = [app.get(EpochStore), app.get(InvitationStore)];
  const [registrationTokens, outbox] = [app.get(RegistrationTokenStore), app.get(OutboxStore)];
  const ended = {
    invitations: await invitations.countOpen(),
    registrationTokens: await registrationTokens.countOpen(),
    letters: await outbox.count(),
  };
  const before = await epochs.everything();
  // The next count may have been reached since the backup, by `wardkey revoke --everything`, and tokens may carry it.
  // Nobody revokes once a second, so the time is above all counts there have been.
  const after = Math.max(before + 1, clock.epoch() - COUNT_BEGINS);
  await atomically(dataSource, [
    ...(dataSource.options.type === 'postgres' ? [WITHOUT_TIME_LIMIT] : []),
    epochs.settingEverything(after),
    app.get(RememberedConsentStore).keeping(before, after),
    app.get(RelyingPartySessionStore).endingOfAll(),
    invitations.removalOfAll(),
    app.get(ActivationStore).removalOfAll(),
    registrationTokens.removalOfAll(),
    outbox.withdrawalOfAll(),
    app.get(LoginAttemptStore).removalOfAll(),
    ...new ArtifactStore(dataSource, clock).restoring(),
  ]);
  return ended;
}
