import type { Clock } from '#src/clock/clock.js';
import type { AuditFacts } from './audit-facts.js';

const HOUR_SECONDS = 3600;
/** Rows for one account or client, in an hour. */
const MOST_PER_SUBJECT = 10;
/**
 * Rows for one reason, in an hour. More of them have one cause, such as an identity provider that is down on a Monday
 * morning.
 */
const MOST_PER_REASON = 500;

/** Log lines about events that are only counted, for one reason in an hour. */
const MOST_LINES = 5;

/** Events that any caller can cause without authentication. */
const BY_ANYBODY: ReadonlySet<AuditFacts['event']> = new Set([
  'client.registration_refused',
  'provider.logout_refused',
]);

/** Events that a caller can cause with a request or two, but that an administrator must be able to look up. */
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
 * Decides whether an event gets a row or is only counted. Events of people and programs that have authenticated always
 * get a row.
 */
export class RowAllowance {
  private hour = 0;
  private readonly written = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  takesRow(facts: AuditFacts): boolean {
    const { event, outcome, reason = '' } = facts;
    if (outcome === 'success') return true;
    if (isByAnybody(facts)) return false;
    if (!BOUNDED.has(event)) return true;
    const subject = subjectOf(facts);
    // The narrower limit first: an event that it refuses does not use up the wider one.
    return (
      (subject === '' || this.take(`${event} of ${subject}`, MOST_PER_SUBJECT)) &&
      this.take(`${event} ${reason}`, MOST_PER_REASON)
    );
  }

  /** Whether an event that is only counted also gets a line in the server log. */
  takesLine({ event, reason = '' }: AuditFacts): boolean {
    return this.take(`line: ${event} ${reason}`, MOST_LINES);
  }

  private take(key: string, most: number): boolean {
    const hour = hourOf(this.clock.epoch());
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
 * The account or client that an event happened to. A refused sign-in names the account. The client only counts where it
 * was refused itself, because any visitor can begin a sign-in for an app.
 */
export function subjectOf({ event, accountId, clientId }: AuditFacts): string {
  return accountId ?? (event === 'client.authentication_failed' ? clientId : undefined) ?? '';
}

function isByAnybody(facts: AuditFacts): boolean {
  const { event, outcome } = facts;
  // A page that refuses a visitor’s request is only counted. Errors of this server itself (`failed`) get rows.
  if (event === 'page.error') return outcome === 'refused';
  if (event === 'client.authentication_failed') return subjectOf(facts) === '';
  return BY_ANYBODY.has(event);
}
