import { DataSource } from 'typeorm';
import { Account } from '#src/accounts/account.entity.js';
import { AccountClaim } from '#src/accounts/account-claim.entity.js';
import { AccountFhirUser } from '#src/accounts/account-fhir-user.entity.js';
import { FederatedIdentity } from '#src/accounts/federated-identity.entity.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import type { Page } from 'wardkey-sandbox/http-browser.js';
import { counted } from './accounts.js';
import type { Hospital } from './hospital.js';

/**
 * How long a browser waits for a page, whatever another server does. Then the browser gives up, and the test fails.
 */
export const PATIENCE_MS = 6_000;

export interface Refusal {
  status: number;
  /** Part of what the person reads. */
  sentence: string;
  event: 'login.failed' | 'login.refused' | 'page.error';
  reason: string;
  /**
   * Part of the finding of the trail's last step. Absent for a refusal that any stranger can cause, which is only
   * counted.
   */
  finding?: string;
}

/** The answer of an identity provider that is not trusted. */
export const notTrusted = (finding: string): Refusal => ({
  status: 403,
  sentence: 'does not answer as it should',
  event: 'login.failed',
  reason: 'response_not_trusted',
  finding,
});

/** An identity provider that cannot be reached. */
export const unreachable = (finding: string): Refusal => ({
  status: 503,
  sentence: 'does not answer as it should',
  event: 'login.failed',
  reason: 'provider_unreachable',
  finding,
});

/** An identity provider that refuses Wardkey's request, for every person. */
export const notSetUp = (finding: string): Refusal => ({
  status: 500,
  sentence: 'is not set up correctly This is not about you',
  event: 'login.failed',
  reason: 'request_refused',
  finding,
});

/** A person whose sign-in was weaker than required. */
export const tooWeak = (finding: string): Refusal => ({
  status: 403,
  sentence: 'A stronger sign-in is needed',
  event: 'login.failed',
  reason: 'acr_not_met',
  finding,
});

/** A login that never began, is over, or belongs to another browser. */
export const notActive = (finding: string): Refusal => ({
  status: 400,
  sentence: 'no longer active',
  event: 'login.failed',
  reason: 'login_not_active',
  finding,
});

/** An answer without a login. */
export const nobodysAnswer = (): Refusal => ({
  status: 400,
  sentence: 'no longer active',
  event: 'page.error',
  reason: 'noLongerActive',
});

/** A person whom the decision refuses. */
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

/** All rows about people. */
export async function peopleOf(hospital: Hospital): Promise<unknown> {
  const dataSource = hospital.app.get(DataSource);
  const tables = [Account, FederatedIdentity, AccountClaim, AccountFhirUser];
  return Promise.all(tables.map((table) => dataSource.getRepository<object>(table).find()));
}

/**
 * Checks what every refusal promises: no row about people is made or changed; the page has plain words and a
 * reference number; and an audit row under that number says why. Or the refusal is only counted, and there is no
 * number.
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
