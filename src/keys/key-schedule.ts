import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Settings } from '#src/config/settings/settings.js';
import { Clock } from '#src/clock/clock.js';
import { DatabaseClock } from '#src/database/database-clock.js';
import { errorForLog } from '#src/errors/domain-error.js';
import { KeyRotation } from './key-rotation.js';
import { dueSteps } from './key-states.js';
import { SigningKeys } from './signing-keys.js';

/**
 * A change by another process counts here within a second, also when one round is late. Each round costs one statement
 * that reads a few rows.
 */
const EVERY_MS = 300;
/** A round that fails is repeated anyway, so the log says it only now and then. */
const SAY_AGAIN_MS = 60_000;

/** Follows the keys of the database in the background, and changes keys that are due. */
@Injectable()
export class KeySchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('Keys');
  private timer?: NodeJS.Timeout;
  private underWay?: Promise<void>;
  private silentUntil = 0;

  constructor(
    private readonly keys: SigningKeys,
    private readonly rotation: KeyRotation,
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly databaseClock: DatabaseClock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.round(), EVERY_MS);
    this.timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.underWay;
  }

  /** One look, and what is due. Rounds never overlap. */
  round(): Promise<void> {
    this.underWay ??= this.followAndChange()
      .catch((error: unknown) => this.sayNowAndThen(error))
      .finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  private async followAndChange(): Promise<void> {
    await this.keys.follow();
    // A key that is changed too early is not known yet to those who keep the JWKS.
    if (!(await this.databaseClock.agrees())) return;
    if (dueSteps(this.keys.all, this.settings.signingKeys, this.clock.epoch()).length === 0) return;
    await this.rotation.carryOutDue();
    await this.keys.follow();
  }

  private sayNowAndThen(error: unknown): void {
    const now = this.clock.milliseconds();
    if (now < this.silentUntil) return;
    this.silentUntil = now + SAY_AGAIN_MS;
    this.log.error(`the signing keys could not be read or changed: ${errorForLog(error)}`);
  }
}
