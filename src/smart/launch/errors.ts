import { DomainError } from '#src/errors/domain-error.js';

/** The app cannot be opened as the EHR asked: the request names something that is not registered. */
export class LaunchNotPossibleError extends DomainError {
  /** @param field the member of the request that is wrong. */
  constructor(
    readonly field: string,
    message: string,
  ) {
    super({ code: 'launch_not_possible', message });
  }
}
