import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { AuditLog } from '#src/audit/audit-log.js';
import { Commits } from '#src/database/commits.js';
import { DatabaseClock } from '#src/database/database-clock.js';
import { Settings } from '#src/config/settings/settings.js';
import { Clock } from '#src/clock/clock.js';
import { errorForLog } from '#src/errors/domain-error.js';
import type { Letter } from './letter.js';
import { MailNotTakenError, MailServer } from './mail-server.js';
import { type ClaimedMail, OutboxStore } from './outbox.store.js';

/**
 * Short, because people wait for some letters with the page open. Each round costs one statement, which changes no row
 * when no letter is due.
 */
const EVERY_MS = 500;
/** How long a letter is reserved for this process. This must be longer than sending one may take. */
const LEASE_SECONDS = 180;
const SENDING_MAY_TAKE_MS = 120_000;
/** Together with the delays below, about seven hours. */
export const MAX_ATTEMPTS = 12;
const FIRST_DELAY_SECONDS = 10;
const LONGEST_DELAY_SECONDS = 3_600;

/**
 * Sends the letters of the outbox in the background, one at a time. Letters that are not yet sent survive a restart.
 */
@Injectable()
export class Postman implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Mail');
  private readonly server?: MailServer;
  private timer?: NodeJS.Timeout;
  private round?: Promise<void>;
  private stopping = false;

  constructor(
    settings: Settings,
    private readonly outbox: OutboxStore,
    private readonly audit: AuditLog,
    private readonly commits: Commits,
    private readonly clock: Clock,
    private readonly databaseClock: DatabaseClock,
  ) {
    this.server = settings.mail && new MailServer(settings.mail);
  }

  onApplicationBootstrap(): void {
    if (!this.server) return;
    this.timer = setInterval(() => void this.deliver(), EVERY_MS);
    this.timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.round;
  }

  /** Sends all letters that are due. Rounds never overlap. */
  deliver(): Promise<void> {
    this.round ??= this.deliverAll()
      .catch((error: unknown) => this.log.warn(`outbox: ${errorForLog(error)}`))
      .finally(() => (this.round = undefined));
    return this.round;
  }

  private async deliverAll(): Promise<void> {
    // By a wrong clock, a letter that another process sends just now is left over, and one that is good is useless.
    while (!this.stopping && (await this.databaseClock.agrees())) {
      const mail = await this.outbox.claim(LEASE_SECONDS);
      if (!mail) return;
      if (mail.uselessAfter <= this.clock.epoch()) await this.giveUp(mail, 'too_late');
      else if (!mail.letter) await this.giveUp(mail, 'unreadable');
      else await this.send(mail, mail.letter);
    }
  }

  private async send(mail: ClaimedMail, letter: Letter): Promise<void> {
    try {
      // Otherwise a power cut could undo that the letter is reserved, and it would be sent again.
      await this.commits.settled();
      await withinTime(this.server!.send(letter, mail.id));
    } catch (error) {
      const refused = error instanceof MailNotTakenError && error.permanent;
      this.log.warn(`letter ${mail.id} (${mail.kind}), attempt ${mail.attempts}: ${errorForLog(error)}`);
      if (refused) await this.giveUp(mail, 'recipient_refused');
      else if (mail.attempts >= MAX_ATTEMPTS) await this.giveUp(mail, 'too_many_attempts');
      else await this.outbox.postpone(mail.id, delayAfter(mail.attempts));
      return;
    }
    await this.outbox.remove(mail.id);
  }

  private async giveUp(mail: ClaimedMail, reason: string): Promise<void> {
    await this.audit.record({
      event: 'mail.given_up',
      outcome: 'failed',
      reason,
      ...(mail.accountId ? { accountId: mail.accountId } : {}),
      trail: [
        {
          step: `mail.${mail.kind}`,
          finding: `given up after ${mail.attempts} attempt${mail.attempts === 1 ? '' : 's'}`,
          mark: 'refused',
        },
      ],
    });
    await this.outbox.remove(mail.id);
  }
}

/** Seconds until the next attempt: 10, 30, 90, ... up to an hour. */
export function delayAfter(attempts: number): number {
  return Math.min(FIRST_DELAY_SECONDS * 3 ** (attempts - 1), LONGEST_DELAY_SECONDS);
}

/**
 * Limits the whole sending. A server that sends a few bytes from time to time never falls silent, and the lease would
 * run out meanwhile.
 */
async function withinTime(sending: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new MailNotTakenError({ permanent: false, detail: 'the mail server took too long' })),
      SENDING_MAY_TAKE_MS,
    );
    timer.unref();
  });
  try {
    await Promise.race([sending, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
