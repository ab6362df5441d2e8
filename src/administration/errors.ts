import type { DefinitionKind } from '#src/definitions/definition-kind.js';
import { DomainError } from '#src/errors/domain-error.js';
import type { PreparedFactProblem } from '#src/sign-in/setup/prepared-account-check.js';

/** The actor may not do this to this object. */
export class NotAllowedError extends DomainError {
  /**
   * @param missing the permissions that the actor would need.
   * @param why the deed needs them.
   */
  constructor(
    code: 'permission_missing' | 'beyond_own_permissions',
    readonly missing: readonly string[],
    why = 'Nobody changes an account, a role or a client that may do what they may not',
  ) {
    super({
      code,
      message:
        code === 'permission_missing'
          ? `The permission ${missing.join(', ')} is needed.`
          : `${why}: ${missing.join(', ')}.`,
    });
  }
}

/** What is written about an account leads to no person, or to several. Nothing was changed. */
export class UnsoundAccountError extends DomainError {
  constructor(readonly problems: readonly PreparedFactProblem[]) {
    super({
      code: 'account_unsound',
      message: problems.map(({ field, message }) => `${field} ${message}`).join('; '),
    });
  }
}

/** The account, or what belongs to it, does not exist. */
export class NoSuchAccountError extends DomainError {
  constructor() {
    super({ code: 'no_such_account', message: 'There is no such account or link.' });
  }
}

/** The client or identity provider was changed since the caller read it. */
export class DefinitionChangedError extends DomainError {
  constructor(readonly kind: DefinitionKind) {
    super({
      code: `${kind.word}_changed`,
      message: `The ${kind.noun} was changed in the meantime. Read it again.`,
    });
  }
}

/** An identity provider is defined, but its definition cannot be used. */
export class UnusableProviderError extends DomainError {
  constructor({ scheme, origin, problem }: { scheme: string; origin: string; problem: string }) {
    super({
      code: 'unusable_provider',
      message: `The definition of the identity provider ${scheme} in the ${origin} is not used: ${problem}`,
    });
  }
}

export class UnknownFhirServerError extends DomainError {
  /** @param there the names that there are. */
  constructor(name: string, there: readonly string[]) {
    super({
      code: 'unknown_fhir_server',
      message: `There is no FHIR server ${name}. Configured: ${there.join(', ') || 'none'}.`,
    });
  }
}

/** There is no such test sign-in for this caller, or its time is over. */
export class NoSuchTestError extends DomainError {
  constructor() {
    super({ code: 'no_such_test', message: 'There is no such test sign-in, or its time is over.' });
  }
}

/** Nobody becomes administrator by this code. */
export class FirstAdministratorError extends DomainError {
  constructor(code: keyof typeof NOT_FIRST) {
    super({ code, message: NOT_FIRST[code] });
  }
}

const NOT_FIRST = {
  no_person: 'A person must be signed in: only an account becomes administrator.',
  there_is_one: 'There is an administrator already. They can give you the role.',
  wrong_code:
    'This code is wrong or too old. The server writes a new one into its log when it starts, as long as there is no administrator.',
} as const;
