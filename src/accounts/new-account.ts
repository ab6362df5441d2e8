import { randomUUID } from 'node:crypto';
import { Account } from './account.entity.js';

/**
 * A new account: active, and without any sign-in yet.
 *
 * @param now seconds since 1970.
 */
export function newAccount(facts: Partial<Account>, now: number): Account {
  return Object.assign(new Account(), {
    id: randomUUID(),
    status: 'active' as const,
    displayName: facts.displayName ?? null,
    email: facts.email ?? null,
    emailKey: facts.emailKey ?? null,
    emailLinkId: null,
    externalId: facts.externalId ?? null,
    externalIdScheme: facts.externalIdScheme ?? null,
    fhirUser: facts.fhirUser ?? null,
    version: 1,
    createdAt: now,
    updatedAt: now,
    lastSignInAt: null,
    linkVersion: 0,
    epoch: 0,
  });
}
