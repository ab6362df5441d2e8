import { AccountDirectory } from '#src/accounts/account-directory.store.js';
import { DataSource } from 'typeorm';
import type { Account } from '#src/accounts/account.entity.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { AuditCount } from '#src/audit/audit-count.entity.js';
import { AuditCountStore } from '#src/audit/audit-count.store.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import type { AuditEventName } from '#src/audit/audit-events.js';
import { AccountSetup } from '#src/sign-in/setup/account-setup.js';
import type { HttpBrowser } from 'wardkey-sandbox/http-browser.js';
import type { Page } from 'wardkey-sandbox/http-browser.js';
import type { Hospital } from './hospital.js';

export const PASSWORD = 'correct horse battery staple';

/** An account made by an administrator. By default it has a password and a FHIR resource. */
export async function accountWithPassword(
  hospital: Hospital,
  email: string,
  facts: Partial<Pick<Account, 'fhirUser' | 'displayName' | 'externalId'>> = {},
  password = PASSWORD,
): Promise<Account> {
  const account = await hospital.app
    .get(AccountStore)
    .create({ email, fhirUser: 'Practitioner/maria-lindqvist', ...facts });
  const problem = await hospital.app.get(AccountSetup, { strict: false }).setPassword(account, password);
  if (problem) throw new Error(problem);
  return account;
}

/** Types e-mail address and password into the page’s form. */
export function typePassword(
  browser: HttpBrowser,
  page: Page,
  email: string,
  password = PASSWORD,
): Promise<Page> {
  const form = page.forms.findIndex(({ fields }) => fields.some(({ name }) => name === 'password'));
  if (form < 0) throw new Error(`no password is asked for on ${page.url}: ${page.h1}`);
  return browser.submit(page, { form, values: { email, password } });
}

/** The audit events of one kind, oldest first. */
export function audited(hospital: Hospital, event: AuditEventName): Promise<AuditEvent[]> {
  return hospital.app
    .get(DataSource)
    .getRepository(AuditEvent)
    .find({ where: { event }, order: { occurredAt: 'ASC' } });
}

/** How often an event happened that left no row; without an event, all such events. */
export async function counted(hospital: Hospital, event?: AuditEventName, reason?: string): Promise<number> {
  await hospital.app.get(AuditCountStore, { strict: false }).write();
  const where = { ...(event === undefined ? {} : { event }), ...(reason === undefined ? {} : { reason }) };
  return (await hospital.app.get(DataSource).getRepository(AuditCount).sum('times', where)) ?? 0;
}

/** Deactivates an account, as an administrator does. */
export async function switchOff(hospital: Hospital, id: string): Promise<void> {
  const { version } = (await hospital.app.get(AccountStore).findById(id))!;
  await hospital.app.get(AccountDirectory).update(id, version, { status: 'deactivated' });
}
