import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#src/clock/clock.js';
import { Commits } from '#src/database/commits.js';
import { errorForLog } from '#src/errors/domain-error.js';
import { AuditChain } from './audit-chain.js';
import { AuditStream } from './audit-stream.js';

const EVERY_MS = 1_000;
/** With SQLite, statements block the server’s own thread. So many seals take about two milliseconds. */
const BATCH = 50;
const PAUSE_MS = 20;
/** So long a receiver may take what is left when the process ends. */
const LAST_MS = 3_000;
/** How often the log names the head of the chain. */
const ANCHOR_SECONDS = 600;

/**
 * Seals new rows of the audit log in the background, and hands them to the audit stream.
 *
 * The log names the head of the chain every ten minutes. Whoever keeps the log elsewhere can prove with it that nothing
 * before was cut off (`wardkey audit verify --anchor`).
 */
@Injectable()
export class AuditSealing implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger('Audit');
  private timer?: NodeJS.Timeout;
  private sealing?: Promise<void>;
  /** Apart from the sealing: a receiver that is away or slow keeps no row from its seal. */
  private sending?: Promise<void>;
  private stopping = false;
  private anchored = { position: 0, at: 0 };
  /** The last complaints. The same one is not logged every second. */
  private readonly complaints = new Map<string, string>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly chain: AuditChain,
    private readonly stream: AuditStream,
    private readonly commits: Commits,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.stream.begin();
    this.timer = setInterval(() => {
      this.sealing ??= this.seal().finally(() => (this.sealing = undefined));
      this.sending ??= this.send().finally(() => (this.sending = undefined));
    }, EVERY_MS);
    this.timer.unref();
  }

  /** Rows of the last second get their seals before the process ends. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    this.stopping = true;
    await this.sealing;
    if (this.timer && this.dataSource.isInitialized) {
      await this.seal();
      const last = Promise.resolve(this.sending).then(() => this.send());
      // A slow receiver gets the rest after the next start.
      await Promise.race([last, pause(LAST_MS, undefined, { ref: false })]);
      this.stream.close();
      await last;
    }
    this.stream.close();
  }

  private async seal(): Promise<void> {
    await this.complaining('is not sealed', async () => {
      await this.sealAll();
      await this.anchor();
    });
  }

  private async send(): Promise<void> {
    await this.complaining('is not sent on', () => this.stream.send());
  }

  private async complaining(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.complaints.delete(what);
    } catch (error) {
      const complaint = errorForLog(error);
      if (complaint !== this.complaints.get(what))
        this.log.error(`the audit log ${what}, and this is tried again: ${complaint}`);
      this.complaints.set(what, complaint);
    }
  }

  /** Seals all rows that have no seal yet. */
  async sealAll(): Promise<void> {
    while ((await this.chain.sealNext(BATCH)) === BATCH) if (!this.stopping) await pause(PAUSE_MS);
  }

  private async anchor(): Promise<void> {
    const now = this.clock.epoch();
    if (now - this.anchored.at < ANCHOR_SECONDS && !this.stopping) return;
    const head = await this.chain.head();
    // A head that is not on the disk yet may never have been.
    await this.commits.settled();
    if (head && head.position !== this.anchored.position)
      this.log.log(`the audit chain is at ${head.position}:${head.hash}`);
    this.anchored = { position: head?.position ?? 0, at: now };
  }
}
