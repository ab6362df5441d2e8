import type { Account } from '#src/accounts/account.entity.js';
import type { RefusalReason } from './decision.js';
import type { Trail } from './trail.js';

/** What a step has found: facts for the steps after it, or the reason that ends the decision. */
export type Answer<Facts> =
  | { facts: Facts; trail?: Trail }
  /** `account`: whom the refusal is about, where no fact says so yet. */
  | { refused: RefusalReason; account?: Account; trail?: Trail };

/** One question of a decision. It reads facts and may look things up; it changes nothing. */
export type Step<Needs, Gives, LookUps> = (
  facts: Needs,
  lookUps: LookUps,
) => Answer<Gives> | Promise<Answer<Gives>>;

/** What all steps have come to. */
export type Outcome<Facts> =
  { facts: Facts; trail: Trail } | { refused: RefusalReason; account?: Account; trail: Trail };

/** A fact that every decision has: the account, once it is known. */
interface AboutAccount {
  account?: Account;
}

/**
 * Steps in the order in which they are asked, up to the first that refuses. The compiler checks that what a step needs
 * was known at the start or is given by a step before it.
 */
export class Steps<Start, Known extends AboutAccount, LookUps> {
  private constructor(
    /** Asks each step, in order. */
    readonly run: (start: Start, lookUps: LookUps) => Promise<Outcome<Known>>,
  ) {}

  /** No step yet: all that is known is what the decision starts with. */
  static startingWith<Start extends AboutAccount, LookUps>(): Steps<Start, Start, LookUps> {
    return new Steps((start: Start) => Promise.resolve({ facts: start, trail: [] }));
  }

  /** These steps, and one more. */
  ask<Gives extends object>(step: Step<Known, Gives, LookUps>): Steps<Start, Known & Gives, LookUps> {
    return new Steps(async (start: Start, lookUps: LookUps) => {
      const before = await this.run(start, lookUps);
      if ('refused' in before) return before;
      const answer = await step(before.facts, lookUps);
      const trail = [...before.trail, ...(answer.trail ?? [])];
      if ('refused' in answer) return { account: before.facts.account, ...answer, trail };
      return { facts: { ...before.facts, ...answer.facts }, trail };
    });
  }
}
