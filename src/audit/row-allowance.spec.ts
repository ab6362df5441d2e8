import { TestClock } from '../../test/support/test-clock.js';
import { AUDIT_EVENTS } from './audit-events.js';
import { retentionClassOf } from './audit-retention.js';
import { RowAllowance, subjectOf } from './row-allowance.js';

describe('which events get a row in the audit table', () => {
  let clock: TestClock;
  beforeEach(() => (clock = new TestClock()));
  const rows = (allowance: RowAllowance, times: number, facts: Parameters<RowAllowance['takesRow']>[0]) =>
    Array.from({ length: times }, () => allowance.takesRow(facts)).filter(Boolean).length;

  it('every success of a known client or account gets a row', () => {
    const facts = { event: 'token.issued', outcome: 'success', clientId: 'chart' } as const;
    expect(rows(new RowAllowance(clock), 2_000, facts)).toBe(2_000);
  });

  it('every refusal by the person gets a row', () => {
    const facts = { event: 'consent.denied', outcome: 'refused', accountId: 'maria' } as const;
    expect(rows(new RowAllowance(clock), 2_000, facts)).toBe(2_000);
  });

  it('an event that any stranger can cause gets no row', () => {
    const allowance = new RowAllowance(clock);
    for (const event of ['client.registration_refused', 'provider.logout_refused', 'page.error'] as const)
      expect(rows(allowance, 3, { event, outcome: 'refused' })).toBe(0);
    expect(rows(allowance, 3, { event: 'client.authentication_failed', outcome: 'refused' })).toBe(0);
  });

  it('the first ten failures of each client or account in an hour get a row', () => {
    const allowance = new RowAllowance(clock);
    const event = { event: 'client.authentication_failed', outcome: 'refused' } as const;
    expect(rows(allowance, 30, { ...event, clientId: 'chart' })).toBe(10);
    expect(rows(allowance, 30, { ...event, clientId: 'portal' })).toBe(10);
    clock.move(3_600);
    expect(rows(allowance, 30, { ...event, clientId: 'chart' })).toBe(10);
  });

  it('the first five hundred failures with one reason in an hour get a row', () => {
    const allowance = new RowAllowance(clock);
    const event = { event: 'login.failed', outcome: 'failed', clientId: 'chart' } as const;
    expect(rows(allowance, 600, { ...event, reason: 'provider_unreachable' })).toBe(500);
    expect(rows(allowance, 5, { ...event, reason: 'provider_denied' })).toBe(5);
  });

  it('an attack on one account does not use up the rows of other accounts', () => {
    const allowance = new RowAllowance(clock);
    const refused = { event: 'login.refused', outcome: 'refused', reason: 'wrong_password' } as const;
    rows(allowance, 10_000, { ...refused, accountId: 'maria' });
    expect(rows(allowance, 1, { ...refused, accountId: 'robert' })).toBe(1);
  });

  it('a failed sign-in does not count for the app that asked for it', () => {
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
