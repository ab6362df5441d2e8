/**
 * An error with a name of its own, known to the room that throws it.
 *
 * `code` is stable and machine-readable; `message` is safe to show to a person; `detail` and `cause` go to the log
 * only. Rooms below the edges throw subclasses of this, never an HTTP exception. Each edge has one table that turns
 * codes into answers.
 */
export class DomainError extends Error {
  readonly code: string;
  readonly detail?: string;

  constructor(facts: { code: string; message: string; detail?: string; cause?: unknown }) {
    super(facts.message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = new.target.name;
    this.code = facts.code;
    this.detail = facts.detail;
  }
}

/** What to write in the log about anything thrown: codes and details, never a response body. */
export function errorForLog(error: unknown): string {
  if (error instanceof DomainError) {
    const cause = error.cause === undefined ? '' : ` <- ${errorForLog(error.cause)}`;
    return `${error.name} ${error.code}: ${error.detail ?? error.message}${cause}`;
  }
  if (error instanceof Error) return `${error.name}: ${error.message}`;
  return String(error);
}
