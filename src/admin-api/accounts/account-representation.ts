import type { AccountFhirUser } from '#src/accounts/account-fhir-user.entity.js';
import type { Account } from '#src/accounts/account.entity.js';
import { instantOf } from '#src/clock/instant.js';
import type { IfMatch } from '#src/http/incoming/if-match.js';
import type { FederatedIdentity } from '#src/accounts/federated-identity.entity.js';
import { ApiProperty } from '../documentation/annotations.js';

/** An account as the API shows it. Times are ISO 8601, UTC. */
export class AccountRepresentation {
  @ApiProperty({
    format: 'uuid',
    description: 'Also the `sub` of the tokens. It never changes and is never given to another account.',
  })
  id!: string;

  @ApiProperty({
    enum: ['active', 'deactivated'],
    description: 'No person can sign in with a deactivated account.',
  })
  status!: Account['status'];

  @ApiProperty({ type: String, nullable: true, example: 'Maria Lindqvist' })
  displayName!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'maria.lindqvist@hospital.example' })
  email!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'The value by which an identity provider knows this person, set beforehand, such as an Entra object id.',
    example: '8f7c6c3e-2f0e-4a57-9a0b-0c6d5e1f2a3b',
  })
  externalId!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'The identity provider for which the account waits. `null` means the only identity provider when there is exactly one, and none when there are several.',
    example: 'hospital',
  })
  externalIdScheme!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Set by an administrator. What the last sign-in found is not shown here.',
    example: 'Practitioner/maria-lindqvist',
  })
  fhirUser!: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastSignInAt!: string | null;
}

/** One page of accounts, oldest first. */
export class AccountPageRepresentation {
  @ApiProperty({ type: [AccountRepresentation] })
  accounts!: AccountRepresentation[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The `cursor` of the next page; `null` on the last page.',
  })
  next!: string | null;
}

/** The FHIR resource of the person on one FHIR server, as found by one way of signing in. */
export class KnownFhirUserRepresentation {
  @ApiProperty({ description: 'The FHIR server, by its name in the settings.', example: 'records' })
  fhirServer!: string;

  @ApiProperty({ example: 'Practitioner/1' })
  fhirUser!: string;

  @ApiProperty({ enum: ['claim', 'account', 'lookup'], description: 'What named this FHIR resource.' })
  source!: string;

  @ApiProperty({
    format: 'date-time',
    description: 'When this server last found the resource, or last confirmed that it still exists.',
  })
  resolvedAt!: string;
}

/** A person’s identity at an identity provider, linked to the account. */
export class LinkRepresentation {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({
    description: 'The identity provider through which the person first signed in with this identity.',
    example: 'hospital',
  })
  scheme!: string;

  @ApiProperty({ example: 'https://login.hospital.example' })
  issuer!: string;

  @ApiProperty({ description: '`sub` at that issuer.', example: '248289761001' })
  subject!: string;

  @ApiProperty({
    description: '`provisioned`, `administrator`, or the claim that matched at the first sign-in.',
    example: 'oid',
  })
  linkedBy!: string;

  @ApiProperty({ format: 'date-time' })
  linkedAt!: string;

  @ApiProperty({ format: 'date-time' })
  lastUsedAt!: string;

  @ApiProperty({
    type: [KnownFhirUserRepresentation],
    description:
      'The FHIR resources that were found at the last sign-ins by this link. Other links of the account may have other resources.',
  })
  fhirUsers!: KnownFhirUserRepresentation[];
}

export class LinkListRepresentation {
  @ApiProperty({ type: [LinkRepresentation] })
  links!: LinkRepresentation[];
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
    createdAt: instantOf(account.createdAt),
    updatedAt: instantOf(account.updatedAt),
    lastSignInAt: account.lastSignInAt === null ? null : instantOf(account.lastSignInAt),
  };
}

/**
 * A strong entity tag (RFC 9110 section 8.8.3). It stands for the account’s version and the time of the last sign-in,
 * because that time is shown, too.
 */
export function entityTag({ version, lastSignInAt }: Account): string {
  return `"${version}${lastSignInAt === null ? '' : `.${lastSignInAt.toString(36)}`}"`;
}

/**
 * Whether the account is what a caller has seen. Only the version counts. A sign-in in between does not matter, because
 * no change depends on it. Otherwise changes to the account of a person who signs in all day would keep failing.
 */
export function isSeen({ version }: Account, condition: IfMatch): boolean {
  return condition.isMet((tag) => /^"(\d+)(\.[0-9a-z]+)?"$/.exec(tag)?.[1] === String(version));
}

export function linkRepresentation(
  identity: FederatedIdentity,
  fhirUsers: AccountFhirUser[],
): LinkRepresentation {
  const { id, scheme, issuer, subject, linkedBy } = identity;
  return {
    id,
    scheme,
    issuer,
    subject,
    linkedBy,
    linkedAt: instantOf(identity.linkedAt),
    lastUsedAt: instantOf(identity.lastUsedAt),
    fhirUsers: fhirUsers
      .filter(({ linkId }) => linkId === id)
      .map(({ fhirServer, resourceType, resourceId, source, resolvedAt }) => ({
        fhirServer,
        fhirUser: `${resourceType}/${resourceId}`,
        source,
        resolvedAt: instantOf(resolvedAt),
      })),
  };
}
