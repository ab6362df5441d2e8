import { DataSource } from 'typeorm';
import { Account } from '#src/accounts/account.entity.js';
import { AccountClaim } from '#src/accounts/account-claim.entity.js';
import { AccountFhirUser } from '#src/accounts/account-fhir-user.entity.js';
import { FederatedIdentity } from '#src/accounts/federated-identity.entity.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import type { Page } from 'wardkey-sandbox/http-browser.js';
import { counted } from './accounts.js';
import type { Hospital } from './hospital.js';

/** How long anybody waits for a page, whatever another server does; the browser gives up then, and the test fails. */
export const PATIENCE_MS = 6_000;

export interface Refusal {
  status: number;
  /** Part of what the person reads. */
  sentence: string;
  event: 'login.failed' | 'login.refused' | 'page.error';
  reason: string;
  /** Part of what the last step of the trail found; absent where anybody can be refused so, which is only counted. */
  finding?: string;
}

/** The answer of a provider that cannot be believed. */
export const notTrusted = (finding: string): Refusal => ({
  status: 403,
  sentence: 'does not answer as it should',
  event: 'login.failed',
  reason: 'response_not_trusted',
  finding,
});

/** A provider that is away. */
export const unreachable = (finding: string): Refusal => ({
  status: 503,
  sentence: 'does not answer as it should',
  event: 'login.failed',
  reason: 'provider_unreachable',
  finding,
});

/** A provider that refuses what we ask, whoever signs in. */
export const notSetUp = (finding: string): Refusal => ({
  status: 500,
  sentence: 'is not set up correctly This is not about you',
  event: 'login.failed',
  reason: 'request_refused',
  finding,
});

/** A person who signed in less strongly than is required. */
export const tooWeak = (finding: string): Refusal => ({
  status: 403,
  sentence: 'A stronger sign-in is needed',
  event: 'login.failed',
  reason: 'acr_not_met',
  finding,
});

/** A login that was never begun, is over, or is another browser’s. */
export const notActive = (finding: string): Refusal => ({
  status: 400,
  sentence: 'no longer active',
  event: 'login.failed',
  reason: 'login_not_active',
  finding,
});

/** An answer for which there is no login at all. */
export const nobodysAnswer = (): Refusal => ({
  status: 400,
  sentence: 'no longer active',
  event: 'page.error',
  reason: 'noLongerActive',
});

/** A person whom the decision does not let in. */
export const notLetIn = (reason: string, sentence: string, finding: string): Refusal => ({
  status: 403,
  sentence,
  event: 'login.refused',
  reason,
  finding,
});

const REFERENCE = /[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}/;
const INTERNALS =
  /stack|node_modules|Error\b|exception|signature|nonce|\bJW[STEK]|jose|claim|issuer|subject|SQL|undefined|\[object|\/src\//i;

/** Everything there is about people. */
export async function peopleOf(hospital: Hospital): Promise<unknown> {
  const dataSource = hospital.app.get(DataSource);
  const tables = [Account, FederatedIdentity, AccountClaim, AccountFhirUser];
  return Promise.all(tables.map((table) => dataSource.getRepository<object>(table).find()));
}

/**
 * Holds an attempt to what every refusal promises: nothing made or changed, a page in plain words with a number, and an
 * audit row under that number that says why; or a count, and no number.
 */
export async function expectRefused(
  hospital: Hospital,
  attempt: () => Promise<Page>,
  refusal: Refusal,
): Promise<Page> {
  const before = await peopleOf(hospital);
  const countBefore = await counted(hospital, refusal.event, refusal.reason);
  const page = await attempt();
  expect({ status: page.status, text: page.text }).toEqual({
    status: refusal.status,
    text: expect.stringContaining(refusal.sentence),
  });
  const [reference] = REFERENCE.exec(page.text) ?? [];
  expect(page.text.replaceAll(reference ?? '(none)', '')).not.toMatch(INTERNALS);
  expect(await peopleOf(hospital)).toEqual(before);
  if (refusal.finding === undefined) {
    expect(reference).toBeUndefined();
    expect(await counted(hospital, refusal.event, refusal.reason)).toBe(countBefore + 1);
    return page;
  }
  expect(reference).toBeDefined();
  const rows = await hospital.app.get(DataSource).getRepository(AuditEvent).findBy({ reference: reference! });
  expect(rows).toMatchObject([{ event: refusal.event, reason: refusal.reason }]);
  const trail = rows[0]!.trail as Array<{ finding: string }>;
  expect(trail.at(-1)!.finding).toContain(refusal.finding);
  return page;
}
