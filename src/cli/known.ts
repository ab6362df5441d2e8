import { DomainError } from '#src/errors/domain-error.js';

/** What was named. @throws DomainError when there is none of that name. */
export function known<Found>(found: Found | undefined, code: string, message: string): Found {
  if (found !== undefined) return found;
  throw new DomainError({ code, message });
}
