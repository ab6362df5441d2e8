import type { Account } from '#src/accounts/account.entity.js';
import type { AccountCursor } from '#src/accounts/account-directory.store.js';
import type { FederatedIdentity } from '#src/accounts/federated-identity.entity.js';

/** An account as the API shows it. Times are ISO 8601, UTC. */
export interface AccountRepresentation {
  id: string;
  status: Account['status'];
  displayName: string | null;
  email: string | null;
  externalId: string | null;
  externalIdScheme: string | null;
  fhirUser: string | null;
  createdAt: string;
  updatedAt: string;
  lastSignInAt: string | null;
}

export function representation(account: Account): AccountRepresentation {
  const { id, status, displayName, email, externalId, externalIdScheme, fhirUser } = account;
  return {
    id,
    status,
    displayName,
    email,
    externalId,
    externalIdScheme,
    fhirUser,
    createdAt: isoTime(account.createdAt),
    updatedAt: isoTime(account.updatedAt),
    lastSignInAt: account.lastSignInAt === null ? null : isoTime(account.lastSignInAt),
  };
}

/** A strong entity tag (RFC 9110 section 8.8.3). */
export function entityTag(account: Account): string {
  return `"${account.version}"`;
}

export function linkRepresentation(identity: FederatedIdentity) {
  const { id, scheme, issuer, subject, linkedBy } = identity;
  return {
    id,
    scheme,
    issuer,
    subject,
    linkedBy,
    linkedAt: isoTime(identity.linkedAt),
    lastUsedAt: isoTime(identity.lastUsedAt),
  };
}

export function encodeCursor(account: Account): string {
  return Buffer.from(JSON.stringify([account.createdAt, account.id])).toString('base64url');
}

/** @returns undefined for anything we did not make. */
export function decodeCursor(cursor: string): AccountCursor | undefined {
  try {
    const [createdAt, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [unknown, unknown];
    return typeof createdAt === 'number' && typeof id === 'string' ? { createdAt, id } : undefined;
  } catch {
    return undefined;
  }
}

function isoTime(epoch: number): string {
  return new Date(epoch * 1000).toISOString();
}
