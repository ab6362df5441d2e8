import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Account } from '#src/accounts/account.entity.js';
import type { AccountActivation } from '#src/accounts/activation/activation.entity.js';
import {
  ActivationStore,
  CODE_LIFETIME_SECONDS,
  CODES_PER_ACTIVATION,
  SECONDS_BETWEEN_CODES,
  TRIES_PER_CODE,
} from '#src/accounts/activation/activation.store.js';
import { AttemptLimits } from '#src/accounts/credentials/attempt-limits.js';
import { Settings } from '#src/config/settings/settings.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { atomically } from '#src/database/atomically.js';
import { Clock } from '#src/clock/clock.js';
import { OutboxStore } from '#src/mail/outbox.store.js';
import { registeredAddress } from '../registered-address.js';
import { letters } from '../letters.js';
import { codeKey, newCode, typedCode } from './one-time-code.js';

export type CodeSent = 'sent' | 'noMore' | { tooEarlySeconds: number } | { tooManySeconds: number };
/** `right` holds the key that uses the code up. */
export type CodeCheck = { right: string } | { wrong: number } | 'over' | { tooManySeconds: number };

interface Identity {
  issuer: string;
  subject: string;
}

/**
 * The one-time codes of activations. They are mailed to the address that is registered here, stored as a keyed hash,
 * and allow five tries each.
 */
@Injectable()
export class ActivationCodes {
  /** New codes use the first one. A code from before the encryption key was changed still works. */
  private readonly keys: [Buffer, ...Buffer[]];

  constructor(
    private readonly dataSource: DataSource,
    private readonly store: ActivationStore,
    private readonly limits: AttemptLimits,
    private readonly outbox: OutboxStore,
    private readonly settings: Settings,
    secretBox: SecretBox,
    private readonly clock: Clock,
  ) {
    this.keys = secretBox.deriveAll('one-time-code');
  }

  /** Mails a new code. The one before ends. */
  async send(
    activation: AccountActivation,
    account: Account,
    identity: Identity,
    facts: { provider: string; address: string | undefined },
  ): Promise<CodeSent> {
    // Read again each time: an identity provider may have replaced the address meanwhile by one that is not verified.
    const to = registeredAddress(account);
    if (activation.codesSent >= CODES_PER_ACTIVATION || to === undefined) return 'noMore';
    const wait = (activation.codeSentAt ?? 0) + SECONDS_BETWEEN_CODES - this.clock.epoch();
    if (wait > 0) return { tooEarlySeconds: wait };
    // An attacker who starts many activations must not be able to fill a person’s mailbox.
    const tooManySeconds = await this.limits.begin({
      account: `mail ${account.id}`,
      address: facts.address,
    });
    if (tooManySeconds > 0) return { tooManySeconds };
    const code = newCode();
    const key = codeKey(this.keys[0], code, { ...activation, ...identity });
    const said = { code, provider: facts.provider, minutes: CODE_LIFETIME_SECONDS / 60 };
    const letter = letters(this.settings.organisation).code(to, said);
    const uselessAfter = this.clock.epoch() + CODE_LIFETIME_SECONDS;
    await atomically(this.dataSource, [
      this.store.newCode(activation.idHash, key),
      this.outbox.insertion(
        { kind: 'one_time_code', accountId: account.id, letter, uselessAfter },
        // When two requests come at once, only one code is stored, and only that code is mailed.
        { query: 'SELECT 1 FROM account_activation WHERE code_key = ?', parameters: [key] },
      ),
    ]);
    return 'sent';
  }

  /** How long the code that was sent last can be typed. Not positive when it is over, or when none was sent. */
  secondsLeft({ codeSentAt }: AccountActivation): number {
    return (codeSentAt ?? 0) + CODE_LIFETIME_SECONDS - this.clock.epoch();
  }

  /**
   * Checks a code. Any input that could be a code costs one try, before the comparison. The caller must still use a
   * right code up.
   */
  async check(
    activation: AccountActivation,
    identity: Identity,
    typed: string,
    address: string | undefined,
  ): Promise<CodeCheck> {
    const code = typedCode(typed);
    if (code === undefined) return { wrong: TRIES_PER_CODE - activation.tries };
    const counted = { account: `code ${activation.accountId}`, address };
    const tooManySeconds = await this.limits.begin(counted);
    if (tooManySeconds > 0) return { tooManySeconds };
    const triesLeft = await this.store.spendTry(activation.idHash);
    if (triesLeft === undefined) return 'over';
    const { codeKey: sent } = activation;
    const right = this.keys
      .map((key) => codeKey(key, code, { ...activation, ...identity }))
      .find((key) => sent !== null && equal(key, sent));
    if (right === undefined) return triesLeft > 0 ? { wrong: triesLeft } : 'over';
    await this.limits.succeeded(counted);
    return { right };
  }
}

function equal(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
