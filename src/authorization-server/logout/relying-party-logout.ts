import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type ClaimedSignOut, RelyingPartySessionStore } from '#src/access/relying-party-session.store.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { DatabaseClock } from '#src/database/database-clock.js';
import { errorForLog } from '#src/errors/domain-error.js';
import { EgressError } from '#src/http/outgoing/egress.js';
import { Engine } from '../engine/engine.js';

/** Each round costs one statement, which changes no row when no message is due. */
const EVERY_MS = 1_000;
/** How many clients get a message at the same time, so that a slow client does not hold up the others. */
const AT_ONCE = 8;
/** How long a message is reserved for this process. This must be longer than sending one may take. */
const LEASE_SECONDS = 60;
/** Together with the delays below, about ten minutes. */
const MAX_ATTEMPTS = 5;
const FIRST_DELAY_SECONDS = 5;

/** Sends clients logout tokens in the background. Messages that are not yet delivered survive a restart. */
@Injectable()
export class RelyingPartyLogout implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Logout');
  private timer?: NodeJS.Timeout;
  private round?: Promise<unknown>;
  private stopping = false;

  constructor(
    private readonly engine: Engine,
    private readonly sessions: RelyingPartySessionStore,
    private readonly audit: AuditLog,
    private readonly databaseClock: DatabaseClock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.deliver(), EVERY_MS);
    this.timer.unref();
    // A sign-out in this process is delivered at once, not at the next interval.
    this.engine.provider.on('backchannel.success', () => void this.deliver());
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.round;
  }

  /** Delivers all messages that are due. Rounds never overlap. */
  async deliver(): Promise<void> {
    this.round ??= this.deliverRound()
      .catch((error: unknown) => this.log.warn(`logout tokens were not sent: ${errorForLog(error)}`))
      .finally(() => (this.round = undefined));
    await this.round;
  }

  /**
   * One worker is enough most of the time, because no message is due. The other workers start only when it found a
   * message.
   */
  private async deliverRound(): Promise<void> {
    const first = await this.next();
    if (!first) return;
    const others = Array.from({ length: AT_ONCE - 1 }, () => this.deliverAll());
    await Promise.all([this.tell(first).then(() => this.deliverAll()), ...others]);
  }

  private async deliverAll(): Promise<void> {
    for (;;) {
      const message = await this.next();
      if (!message) return;
      await this.tell(message);
    }
  }

  private async next(): Promise<ClaimedSignOut | undefined> {
    // By a wrong clock, a message that another process sends just now is left over.
    if (this.stopping || !(await this.databaseClock.agrees())) return undefined;
    return this.sessions.claim(LEASE_SECONDS);
  }

  private async tell(message: ClaimedSignOut): Promise<void> {
    const { sid, clientId, accountId, attempts } = message;
    try {
      const client = await this.engine.provider.Client.find(clientId);
      // A client that was removed, or that has no logout address any more, gets no message.
      if (client?.backchannelLogoutUri) await this.engine.sendLogoutToken.call(client, accountId, sid);
    } catch (error) {
      this.log.warn(
        `logout token for client ${clientId} was not delivered, attempt ${attempts}: ${errorForLog(error)}`,
      );
      if (attempts < MAX_ATTEMPTS && mayPass(error)) {
        await this.sessions.postpone(sid, FIRST_DELAY_SECONDS * 4 ** (attempts - 1));
        return;
      }
      await this.giveUp(message, error);
    }
    await this.sessions.remove(sid);
  }

  private async giveUp({ clientId, accountId, attempts }: ClaimedSignOut, error: unknown): Promise<void> {
    const finding = `given up after ${attempts} attempt${attempts === 1 ? '' : 's'}: ${errorForLog(error)}`;
    await this.audit.recordOrLog({
      event: 'client.logout_not_told',
      outcome: 'failed',
      clientId,
      accountId,
      trail: [{ step: 'logout.client', finding: finding.slice(0, 500), mark: 'refused' }],
    });
  }
}

/**
 * Whether another attempt may succeed. A client that calls the message wrong will do so again (section 2.8), and an
 * address that the egress rules refuse stays refused.
 */
function mayPass(error: unknown): boolean {
  if (error instanceof EgressError && error.code === 'egress_refused') return false;
  const { status } = ((error as { response?: { status?: number } }).response ?? {}) as { status?: number };
  return status === undefined || status >= 500 || status === 408 || status === 429;
}
