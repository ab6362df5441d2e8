import { epochNow } from '#src/clock/clock.js';
import type { AuditFacts } from './audit-facts.js';

const HOUR_SECONDS = 3600;
/** Of one account or client, in an hour. */
const MOST_PER_SUBJECT = 10;
/** Of one reason, in an hour. More are one story, such as a provider that is away on a Monday morning. */
const MOST_PER_REASON = 500;

/** Lines in the log about what is only counted, of one reason in an hour. */
const MOST_LINES = 5;

/** What anybody can bring about without having shown who they are. */
const BY_ANYBODY: ReadonlySet<AuditFacts['event']> = new Set([
  'client.registration_refused',
  'provider.logout_refused',
]);

/** What costs whoever brings it about a request or two, and has to be looked up when somebody asks. */
const BOUNDED: ReadonlySet<AuditFacts['event']> = new Set([
  'activation.refused',
  'client.authentication_failed',
  'login.failed',
  'login.refused',
  'page.error',
]);

/** The first second of the hour. */
export function hourOf(seconds: number): number {
  return seconds - (seconds % HOUR_SECONDS);
}

/**
 * Whether what happened gets a row, or is only counted. What people and programs do that have shown who they are always
 * gets one.
 */
export class RowAllowance {
  private hour = 0;
  private readonly written = new Map<string, number>();

  takesRow(facts: AuditFacts): boolean {
    const { event, outcome, reason = '' } = facts;
    if (outcome === 'success') return true;
    if (isByAnybody(facts)) return false;
    if (!BOUNDED.has(event)) return true;
    const subject = subjectOf(facts);
    // The narrow one first: what it refuses does not use up the other.
    return (
      (subject === '' || this.take(`${event} of ${subject}`, MOST_PER_SUBJECT)) &&
      this.take(`${event} ${reason}`, MOST_PER_REASON)
    );
  }

  /** Whether something that is only counted is also told in the log. */
  takesLine({ event, reason = '' }: AuditFacts): boolean {
    return this.take(`line: ${event} ${reason}`, MOST_LINES);
  }

  private take(key: string, most: number): boolean {
    const hour = hourOf(epochNow());
    if (hour !== this.hour) {
      this.hour = hour;
      this.written.clear();
    }
    const before = this.written.get(key) ?? 0;
    this.written.set(key, before + 1);
    return before < most;
  }
}

/**
 * The account or client that something happened to. Whom a sign-in was refused names the account; a client is only named
 * where it is itself the one that was refused, as anybody can begin a sign-in for an app.
 */
export function subjectOf({ event, accountId, clientId }: AuditFacts): string {
  return accountId ?? (event === 'client.authentication_failed' ? clientId : undefined) ?? '';
}

function isByAnybody(facts: AuditFacts): boolean {
  const { event, outcome } = facts;
  // A page of ours that says no to whoever asks; our own faults (`failed`) are another matter.
  if (event === 'page.error') return outcome === 'refused';
  if (event === 'client.authentication_failed') return subjectOf(facts) === '';
  return BY_ANYBODY.has(event);
}
