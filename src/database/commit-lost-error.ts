import { DomainError } from '#src/errors/domain-error.js';

/** Writes did not reach the disk. Nothing that depends on them may be told to anybody. */
export class CommitLostError extends DomainError {
  constructor(cause?: unknown) {
    super({
      code: 'commit_lost',
      message: 'Nothing was saved. Try again in a moment.',
      detail: 'writes could not be committed',
      cause,
    });
  }
}
