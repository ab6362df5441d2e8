import { DomainError } from '#src/errors/domain-error.js';

/**
 * The browser’s authorization request is over, never existed, or belongs to another browser: an old tab, the Back
 * button.
 */
export class InteractionNotActiveError extends DomainError {
  constructor(detail: string, cause?: unknown) {
    super({ code: 'interaction_not_active', message: 'This sign-in is no longer active.', detail, cause });
  }
}
