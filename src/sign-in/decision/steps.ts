import type { Account } from '#src/accounts/account.entity.js';
import type { RefusalReason } from './decision.js';
import type { Trail } from './trail.js';

/** The result of a step: facts for the later steps, or the reason that ends the decision. */
export type Answer<Facts> =
  | { facts: Facts; trail?: Trail }
  /** `account`: the account that the refusal is about, when no fact names it yet. */
  | { refused: RefusalReason; account?: Account; trail?: Trail };

/** One question of a decision. It reads facts and may look things up. It changes nothing. */
export type Step<Needs, Gives, LookUps> = (
  facts: Needs,
  lookUps: LookUps,
) => Answer<Gives> | Promise<Answer<Gives>>;

/** The result of all steps. */
export type Outcome<Facts> =
  { facts: Facts; trail: Trail } | { refused: RefusalReason; account?: Account; trail: Trail };

/** The fact that every decision has: the account, once it is known. */
interface AboutAccount {
  account?: Account;
}

/**
 * Runs steps in their order, up to the first that refuses. The compiler checks that all facts which a step needs are
 * known at the start or come from an earlier step.
 */
export class Steps<Start, Known extends AboutAccount, LookUps> {
  private constructor(
    /** Runs all steps, in order. */
    readonly run: (start: Start, lookUps: LookUps) => Promise<Outcome<Known>>,
  ) {}

  /** Starts without any step. The only known facts are those that the decision starts with. */
  static startingWith<Start extends AboutAccount, LookUps>(): Steps<Start, Start, LookUps> {
    return new Steps((start: Start) => Promise.resolve({ facts: start, trail: [] }));
  }

  /** Adds one step at the end. */
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
