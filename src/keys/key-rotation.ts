import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type AuditFacts, AuditLog } from '#src/audit/audit-log.js';
import { instantOf } from '#src/clock/instant.js';
import { Settings } from '#src/config/settings/settings.js';
import { Clock } from '#src/clock/clock.js';
import { DomainError } from '#src/errors/domain-error.js';
import { ChangedMeanwhileError, isUniqueViolation } from '#src/database/atomically.js';
import { withStartLock } from '#src/database/start-lock.js';
import { SigningKeyError } from './errors.js';
import { KeyMaker } from './key-maker.js';
import { type DueStep, dueSteps, nextStep, signsFrom, withState } from './key-states.js';
import { KEY_ALGORITHMS, type KeyAlgorithm, type KeyState, type SigningKey } from './signing-key.entity.js';
import { SigningKeyStore } from './signing-key.store.js';

/** Why a key changes; in the audit log. */
type Reason = 'first' | 'command' | 'command_now' | 'age' | 'published' | 'key_revoked';

/** A key, and what happens to it next without a command. */
export interface KeyWithOutlook {
  key: SigningKey;
  next?: ReturnType<typeof nextStep>;
  /** Why the key does not count although its state says so. */
  problem?: string;
}

/**
 * Changes the signing keys: by command, and by age. Every change depends on the state that it was decided for, so two
 * processes that decide the same change it once. One that is interrupted leaves exactly one key that signs.
 */
@Injectable()
export class KeyRotation {
  constructor(
    private readonly dataSource: DataSource,
    private readonly store: SigningKeyStore,
    private readonly maker: KeyMaker,
    private readonly audit: AuditLog,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** All keys in the order of the JWKS, also those that are over. */
  async list(): Promise<KeyWithOutlook[]> {
    const keys = await this.store.all();
    return keys.map((key) => {
      const next = nextStep(key, keys, this.settings.signingKeys);
      return { key, next, problem: this.maker.problemOf(key) };
    });
  }

  /** One key with its outlook. @throws SigningKeyError when there is none. */
  async show(kid: string): Promise<KeyWithOutlook> {
    const found = (await this.list()).find(({ key }) => key.kid === kid);
    if (!found)
      throw new SigningKeyError('unknown_key', `There is no key ${kid}. wardkey keys list shows all keys.`);
    return found;
  }

  /**
   * Makes the keys of the first start. One process makes them and the others read them. If two processes made keys,
   * each would publish a key that the other does not know.
   */
  async makeMissing(): Promise<void> {
    await this.sealEarlier();
    if (missingIn(await this.store.all()).length === 0) return;
    const runner = this.dataSource.createQueryRunner();
    try {
      await withStartLock(runner, async () => {
        for (const alg of missingIn(await this.store.all())) {
          const key = await this.maker.make(alg, 'current');
          await this.insert(key, [factsOf('key.made', key, 'first'), factsOf('key.activated', key, 'first')]);
        }
      });
    } finally {
      await runner.release();
    }
  }

  /**
   * Makes a successor for a key, unless there is one already. It signs when it has been published long enough.
   *
   * @param at `now` lets it sign at once. Whoever keeps the JWKS refuses its tokens until they read the JWKS again.
   * @returns the kid of the successor.
   */
  async rotate(alg: KeyAlgorithm, at: 'published' | 'now' = 'published'): Promise<string> {
    const successor = await this.successor(alg, 'command');
    if (at === 'now') await this.activate(successor, 'command_now');
    return successor.kid;
  }

  /**
   * Ends the signing of a key as planned; what it has signed stays valid. The successor must have been published long
   * enough. A key that does not sign yet is withdrawn.
   *
   * @throws SigningKeyError with what to do instead.
   */
  async retire(kid: string): Promise<void> {
    const { key } = await this.show(kid);
    if (key.state === 'next') {
      const ending = this.store.ending(key, 'ended');
      await this.audit.recordWith([ending], [factsOf('key.retired', key, 'command')]);
      return;
    }
    if (key.state !== 'current') throw notPossible(key, 'retired');
    const successor = withState(await this.keys(), 'next', key.alg);
    if (!successor)
      throw new SigningKeyError(
        'key_not_in_state',
        `The key ${kid} signs and has no successor. Make one: wardkey keys rotate --alg ${key.alg}. It takes over by itself.`,
      );
    const from = signsFrom(successor, this.settings.signingKeys);
    if (from > this.clock.epoch())
      throw new SigningKeyError(
        'key_not_in_state',
        `The successor ${successor.kid} of the key ${kid} has not been published long enough. It takes over by itself at ${instantOf(from)}. In an emergency: wardkey keys rotate --alg ${key.alg} --now, or wardkey keys revoke ${kid}.`,
      );
    await this.activate(successor, 'command');
  }

  /**
   * Ends a key at once: it is not published any more, and nothing that it signed is accepted. If it signed, another key
   * signs from the same moment.
   *
   * @returns the kid of the key that signs instead; undefined when the revoked key did not sign.
   * @throws SigningKeyError when it is revoked already.
   */
  async revoke(kid: string): Promise<string | undefined> {
    const { key } = await this.show(kid);
    if (key.state === 'revoked') throw notPossible(key, 'revoked');
    if (key.state !== 'current') {
      const ending = this.store.ending(key, 'revoked');
      await this.audit.recordWith([ending], [factsOf('key.revoked', key, 'command')]);
      return undefined;
    }
    const keys = await this.keys();
    const next = withState(keys, 'next', key.alg);
    // A successor that cannot be opened would leave the servers without a key.
    const waiting = next && this.maker.canOpen(next) ? next : undefined;
    this.refuseOtherEncryptionKey(keys);
    const successor = waiting ?? (await this.maker.make(key.alg, 'current'));
    await this.audit.recordWith(
      [
        this.store.ending(key, 'revoked'),
        waiting ? this.store.activation(waiting) : this.store.insertion(successor),
      ],
      [
        factsOf('key.revoked', key, 'command'),
        ...(waiting ? [] : [factsOf('key.made', successor, 'key_revoked')]),
        factsOf('key.activated', successor, 'key_revoked'),
      ],
    );
    return successor.kid;
  }

  /** Carries out what is due by time. @returns whether anything was due. */
  async carryOutDue(): Promise<boolean> {
    const keys = await this.keys();
    const steps = dueSteps(keys, this.settings.signingKeys, this.clock.epoch());
    for (const step of steps) {
      try {
        await this.carryOut(step, keys);
      } catch (error) {
        // Another process carries out the same.
        if (!(error instanceof ChangedMeanwhileError)) throw error;
      }
    }
    return steps.length > 0;
  }

  private async carryOut(step: DueStep, keys: readonly SigningKey[]): Promise<void> {
    if (step.do === 'make') {
      await this.successor(step.alg, 'age');
      return;
    }
    const key = keys.find(({ kid }) => kid === step.kid)!;
    if (step.do === 'activate') await this.activate(key, 'published');
    else if (step.do === 'end') await this.store.together([this.store.ending(key, 'ended')]);
    else await this.store.together([this.store.forgetting(key)]);
  }

  /** The next key of an algorithm. It is made if there is none; of two processes, one makes it. */
  private async successor(alg: KeyAlgorithm, reason: Reason): Promise<SigningKey> {
    const keys = await this.keys();
    const waiting = withState(keys, 'next', alg);
    if (waiting) return waiting;
    this.refuseOtherEncryptionKey(keys);
    const made = await this.maker.make(alg, 'next');
    const isMade = await this.insert(made, [factsOf('key.made', made, reason)]);
    return isMade ? made : this.successor(alg, reason);
  }

  /** @returns false when there is a key of this algorithm in this state already. */
  private async insert(key: SigningKey, told: AuditFacts[]): Promise<boolean> {
    try {
      await this.audit.recordWith([this.store.insertion(key)], told);
      return true;
    } catch (error) {
      if (isUniqueViolation(error)) return false;
      throw error;
    }
  }

  private async activate(next: SigningKey, reason: Reason): Promise<void> {
    // Before the private key of its predecessor is deleted.
    this.maker.signerOf(next);
    const current = withState(await this.keys(), 'current', next.alg);
    await this.audit.recordWith(
      [
        // First, because no algorithm ever has two current keys.
        ...(current ? [this.store.ending(current, 'retired')] : []),
        this.store.activation(next),
      ],
      [...(current ? [factsOf('key.retired', current, reason)] : []), factsOf('key.activated', next, reason)],
    );
  }

  /**
   * A key that is sealed with another encryption key than that of the servers would take them all down.
   *
   * @throws SealBrokenError when none of the keys can be opened here.
   */
  private refuseOtherEncryptionKey(keys: readonly SigningKey[]): void {
    const sealed = keys.filter(({ sealedPrivateJwk }) => sealedPrivateJwk !== null);
    if (sealed.length > 0 && !sealed.some((key) => this.maker.canOpen(key))) this.maker.signerOf(sealed[0]!);
  }

  private async keys(): Promise<SigningKey[]> {
    await this.sealEarlier();
    return this.store.all();
  }

  /**
   * Keys that sign, or will, from before the public key was sealed get the seal here: when they retire, their private key
   * is gone and nothing else shows that they are keys of this server.
   */
  private async sealEarlier(): Promise<void> {
    for (const key of await this.store.all()) {
      if (key.sealedPublicJwk !== null || (key.state !== 'current' && key.state !== 'next')) continue;
      try {
        await this.store.setSealedPublicJwk(key.kid, await this.maker.proofOfEarlierKey(key));
      } catch (error) {
        // SigningKeys says so when it reads the key.
        if (!(error instanceof DomainError)) throw error;
      }
    }
  }
}

function factsOf(
  event: 'key.made' | 'key.activated' | 'key.retired' | 'key.revoked',
  { kid, alg }: SigningKey,
  reason: Reason,
): AuditFacts {
  return { event, outcome: 'success', reason, trail: [{ step: 'signingKey', finding: kid, alg }] };
}

function missingIn(keys: readonly SigningKey[]): KeyAlgorithm[] {
  return KEY_ALGORITHMS.filter((alg) => !withState(keys, 'current', alg));
}

const WHAT_HOLDS: Record<KeyState, string> = {
  next: 'does not sign yet',
  current: 'signs',
  retired: 'is retired: it is published until no token that it signed is valid, and then ends by itself',
  ended: 'has ended: it is not published any more',
  revoked: 'is revoked',
};

function notPossible({ kid, state }: SigningKey, wanted: 'retired' | 'revoked'): SigningKeyError {
  const instead =
    wanted === 'retired' && state === 'retired'
      ? ` To refuse its tokens from now on: wardkey keys revoke ${kid}.`
      : '';
  return new SigningKeyError(
    'key_not_in_state',
    `The key ${kid} ${WHAT_HOLDS[state]}, so it cannot be ${wanted}.${instead}`,
  );
}
