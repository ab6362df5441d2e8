import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { bulkhead, type BulkheadPolicy, isBulkheadRejectedError } from 'cockatiel';
import { newHandle } from '#src/crypto/handle.js';
import { TooBusyError } from '../errors.js';
import { isTooLong, normalPassword } from './password-policy.js';

/** OWASP Password Storage Cheat Sheet, argon2id (the library’s default): 19 MiB, two passes, one lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Each hash takes a core and 19 MiB; who would wait longer than this queue is told to come back. */
const QUEUE = 100;

/**
 * Who waits for whom. A flood of guesses by strangers fills their own queue: whoever comes from where the account was
 * opened before, and the accounts for emergencies, do not stand in it.
 */
export type PasswordQueue = 'strangers' | 'known' | 'emergency';

/** Hashes passwords and compares them, a few at a time, so that signing in never starves everything else. */
@Injectable()
export class Passwords {
  private readonly queues: Record<PasswordQueue, BulkheadPolicy> = {
    strangers: bulkhead(Math.max(1, availableParallelism() - 1), QUEUE),
    known: bulkhead(1, QUEUE),
    // Nobody is turned away here: whoever needs it waits for those who guess, a minute at most.
    emergency: bulkhead(1, 20 * QUEUE),
  };
  /** What a password is compared with where there is none: the work, and so the time, is the same. */
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
   * Compares, and always takes one comparison to do so.
   *
   * @param stored undefined when nobody has this account, or it has no password.
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
