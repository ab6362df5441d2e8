import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { errorForLog } from '#src/errors/domain-error.js';
import { ClientRefusalStore, MOST_REFUSALS, type Refusal } from './client-refusal.store.js';

/** How many refusals of one client are written immediately. Further ones wait for the next second. */
const AT_ONCE = 20;
const EVERY_MS = 1_000;

interface Waiting {
  refusals: Refusal[];
  writtenAtOnce: number;
  timer?: NodeJS.Timeout;
}

/**
 * Stores why clients were refused. It writes after the answer was sent, and under a flood of attempts at most once in a
 * second. Refusals that later ones would push out are never written.
 */
@Injectable()
export class ClientRefusals implements OnModuleDestroy {
  private readonly log = new Logger('Clients');
  /** By client id, only for clients that exist. */
  private readonly waiting = new Map<string, Waiting>();
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly store: ClientRefusalStore) {}

  /** @param refusal of a client that exists: invented names would fill the memory. */
  note(refusal: Refusal): void {
    const { clientId } = refusal;
    const waiting = this.waiting.get(clientId) ?? { refusals: [], writtenAtOnce: 0 };
    this.waiting.set(clientId, waiting);
    waiting.refusals = [...waiting.refusals, refusal].slice(-MOST_REFUSALS);
    waiting.timer ??= setTimeout(() => this.nextSecond(clientId), EVERY_MS).unref();
    if (waiting.writtenAtOnce >= AT_ONCE) return;
    waiting.writtenAtOnce += 1;
    this.write(clientId);
  }

  async onModuleDestroy(): Promise<void> {
    for (const [clientId, { timer }] of this.waiting) {
      clearTimeout(timer);
      this.write(clientId);
    }
    await this.writing;
  }

  private nextSecond(clientId: string): void {
    this.write(clientId);
    this.waiting.delete(clientId);
  }

  private write(clientId: string): void {
    const waiting = this.waiting.get(clientId)!;
    const { refusals } = waiting;
    if (refusals.length === 0) return;
    waiting.refusals = [];
    this.writing = this.writing
      .then(() => this.store.keep(clientId, refusals))
      .catch((error: unknown) => this.log.error(`client refusals not written: ${errorForLog(error)}`));
  }
}
