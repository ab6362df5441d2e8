import { moveClock, startClock, stopClock } from '../../test/support/still-clock.js';
import { AUDIT_EVENTS } from './audit-events.js';
import { retentionClassOf } from './audit-retention.js';
import { RowAllowance, subjectOf } from './row-allowance.js';

describe('what gets a row', () => {
  beforeEach(stopClock);
  afterEach(startClock);
  const rows = (allowance: RowAllowance, times: number, facts: Parameters<RowAllowance['takesRow']>[0]) =>
    Array.from({ length: times }, () => allowance.takesRow(facts)).filter(Boolean).length;

  it('is all that somebody did who is known, however often', () => {
    const facts = { event: 'token.issued', outcome: 'success', clientId: 'chart' } as const;
    expect(rows(new RowAllowance(), 2_000, facts)).toBe(2_000);
  });

  it('is what somebody said no to', () => {
    const facts = { event: 'consent.denied', outcome: 'refused', accountId: 'maria' } as const;
    expect(rows(new RowAllowance(), 2_000, facts)).toBe(2_000);
  });

  it('is none of what anybody can cause', () => {
    const allowance = new RowAllowance();
    for (const event of ['client.registration_refused', 'provider.logout_refused', 'page.error'] as const)
      expect(rows(allowance, 3, { event, outcome: 'refused' })).toBe(0);
    expect(rows(allowance, 3, { event: 'client.authentication_failed', outcome: 'refused' })).toBe(0);
  });

  it('is the first ten of a client or account in an hour, each', () => {
    const allowance = new RowAllowance();
    const event = { event: 'client.authentication_failed', outcome: 'refused' } as const;
    expect(rows(allowance, 30, { ...event, clientId: 'chart' })).toBe(10);
    expect(rows(allowance, 30, { ...event, clientId: 'portal' })).toBe(10);
    moveClock(3_600);
    expect(rows(allowance, 30, { ...event, clientId: 'chart' })).toBe(10);
  });

  it('is the first five hundred of a reason in an hour, as where a provider is away on a Monday morning', () => {
    const allowance = new RowAllowance();
    const event = { event: 'login.failed', outcome: 'failed', clientId: 'chart' } as const;
    expect(rows(allowance, 600, { ...event, reason: 'provider_unreachable' })).toBe(500);
    expect(rows(allowance, 5, { ...event, reason: 'provider_denied' })).toBe(5);
  });

  it('one account that is attacked does not use up the rows of the others', () => {
    const allowance = new RowAllowance();
    const refused = { event: 'login.refused', outcome: 'refused', reason: 'wrong_password' } as const;
    rows(allowance, 10_000, { ...refused, accountId: 'maria' });
    expect(rows(allowance, 1, { ...refused, accountId: 'robert' })).toBe(1);
  });

  it('an app is not counted as whoever fails to sign in for it', () => {
    expect(subjectOf({ event: 'login.refused', outcome: 'refused', clientId: 'chart' })).toBe('');
  });
});

describe('how long an event is kept', () => {
  it.each([
    ['login.refused', 'signIn'],
    ['consent.given', 'signIn'],
    ['session.signed_out', 'signIn'],
    ['token.issued', 'tokens'],
    ['account.deleted', 'administration'],
    ['access.ended', 'administration'],
    ['client.secret_added', 'administration'],
    ['client.authentication_failed', 'faults'],
    ['page.error', 'faults'],
  ] as const)('%s: %s', (event, kept) => {
    expect(AUDIT_EVENTS).toContain(event);
    expect(retentionClassOf(event)).toBe(kept);
  });
});
