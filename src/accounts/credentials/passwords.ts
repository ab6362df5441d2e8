import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { bulkhead, type BulkheadPolicy, isBulkheadRejectedError } from 'cockatiel';
import { newHandle } from '#src/crypto/handle.js';
import { TooBusyError } from '../errors.js';
import { isTooLong, normalPassword } from './password-policy.js';

/** OWASP Password Storage Cheat Sheet, argon2id (the library’s default): 19 MiB, two passes, one lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Each hash needs a core and 19 MiB. When this many are waiting, further requests are refused (TooBusyError). */
const QUEUE = 100;

/**
 * Separate queues. A flood of guesses from unknown places fills only its own queue. Attempts from where the account was
 * opened before, and those for emergency accounts, do not wait in it.
 */
export type PasswordQueue = 'strangers' | 'known' | 'emergency';

/** Hashes and compares passwords, a few at a time, so that password checks never starve other requests. */
@Injectable()
export class Passwords {
  private readonly queues: Record<PasswordQueue, BulkheadPolicy> = {
    strangers: bulkhead(Math.max(1, availableParallelism() - 1), QUEUE),
    known: bulkhead(1, QUEUE),
    // This queue is so long that it turns no emergency account away. Its owner waits behind guesses for a minute at
    // most.
    emergency: bulkhead(1, 20 * QUEUE),
  };
  /** What a password is compared with when the account has none. So the work, and the time, is the same. */
  private readonly decoy: Promise<string>;

  constructor() {
    this.decoy = hash(newHandle(), PARAMETERS);
    this.decoy.catch(() => undefined);
  }

  /** @throws TooBusyError */
  async hash(password: string): Promise<string> {
    return this.inTurn('known', () => hash(normalPassword(password), PARAMETERS));
  }

  /**
   * Compares a password. Always takes the time of one comparison.
   *
   * @param stored undefined when there is no such account, or it has no password.
   * @throws TooBusyError
   */
  async matches(
    stored: string | undefined,
    password: string,
    queue: PasswordQueue = 'strangers',
  ): Promise<boolean> {
    const usable = stored !== undefined && !isTooLong(password);
    const decoy = await this.decoy;
    const same = await this.inTurn(queue, () =>
      verify(usable ? stored : decoy, usable ? normalPassword(password) : 'nobody’s'),
    );
    return usable && same;
  }

  private async inTurn<T>(queue: PasswordQueue, work: () => Promise<T>): Promise<T> {
    try {
      return await this.queues[queue].execute(work);
    } catch (error) {
      throw isBulkheadRejectedError(error) ? new TooBusyError() : error;
    }
  }
}
