import { DomainError } from '#src/errors/domain-error.js';

/**
 * Returns what was found by name.
 * @throws DomainError when nothing was found.
 */
export function mustExist<Found>(found: Found | undefined, code: string, message: string): Found {
  if (found !== undefined) return found;
  throw new DomainError({ code, message });
}
