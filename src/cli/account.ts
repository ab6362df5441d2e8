import type { Type } from '@nestjs/common';
import { AccountAdministration } from '#src/administration/account-administration.js';
import { UnsoundAccountError } from '#src/administration/errors.js';
import { AccountDirectory } from '#src/accounts/account-directory.store.js';
import type { Account } from '#src/accounts/account.entity.js';
import { AccountStore } from '#src/accounts/account.store.js';
import type { FederatedIdentity } from '#src/accounts/federated-identity.entity.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { DomainError } from '#src/errors/domain-error.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { issuersOf } from '#src/federation/issuer-ownership.js';
import { ADMINISTRATOR, ALL_ROLES, isRole } from '#src/roles/roles.js';
import { COMMAND_LINE } from '#src/roles/policy.js';
import type { PreparedFacts } from '#src/sign-in/setup/prepared-account-check.js';
import { begin, changing, type Outcome, withApplication } from './application.js';
import { print } from './output.js';

export interface AccountOptions {
  config?: string;
}

export interface CreateOptions extends AccountOptions {
  name?: string;
  email?: string;
  externalId?: string;
  /** false: the account waits for no identity provider. */
  provider?: string | false;
  fhirUser?: string;
  /** Whether the account becomes an administrator. */
  admin?: boolean;
}

/**
 * `wardkey account create`: makes an account before its person signs in. The person is recognised at the first sign-in.
 */
export async function createAccount(options: CreateOptions): Promise<void> {
  await withAccounts(options, async ({ administration }) => {
    const facts = {
      displayName: options.name,
      email: options.email,
      externalId: options.externalId,
      externalIdScheme: options.provider === false ? null : options.provider,
      fhirUser: options.fhirUser,
    };
    const account = await administration.create(facts, COMMAND_LINE).catch(asOptions(facts));
    if (options.admin) await administration.setRoles(account.id, [ADMINISTRATOR], COMMAND_LINE);
    return { ...shown(account), roles: await administration.rolesOf(account.id) };
  });
}

/** `wardkey account list [text]` */
export async function listAccounts(text: string | undefined, options: AccountOptions): Promise<void> {
  await withAccounts(options, async ({ directory }) => {
    let last: Account | undefined;
    do {
      const page: Account[] = await directory.list({ text }, last, 200);
      for (const account of page) print(shown(account));
      last = page.length === 200 ? page.at(-1) : undefined;
    } while (last);
  });
}

/** `wardkey account show <account>` */
export async function showAccount(name: string, options: AccountOptions): Promise<void> {
  await withAccounts(options, async (parts) => {
    const account = await findAccount(name, parts);
    const fhirUsers = await parts.accounts.fhirUsersOf(account.id);
    const links = await parts.accounts.identitiesOf(account.id);
    print({
      ...shown(account),
      links: await Promise.all(
        links.map(async (link) => ({
          ...shownLink(link),
          fhirUsers: fhirUsers
            .filter(({ linkId }) => linkId === link.id)
            .map(({ fhirServer, resourceType, resourceId }) => ({
              fhirServer,
              fhirUser: `${resourceType}/${resourceId}`,
            })),
          claims: await parts.accounts.claimsOf(link.id),
        })),
      ),
    });
  });
}

/**
 * `wardkey account set-provider <account> <scheme>`: sets the identity provider at which the person of the account
 * signs in.
 */
export async function setAccountProvider(
  name: string,
  scheme: string,
  options: AccountOptions,
): Promise<void> {
  await withAccounts(options, async (parts) => {
    const account = await findAccount(name, parts);
    const facts = { externalIdScheme: scheme };
    await parts.administration.refuseUnsound(facts).catch(asOptions(facts));
    return shown(await parts.administration.change(account, facts, COMMAND_LINE));
  });
}

/** `wardkey account link <account>`: links an identity whose issuer and subject are known. */
export async function linkAccount(
  name: string,
  options: AccountOptions & { issuer: string; subject: string; provider: string },
): Promise<void> {
  await withAccounts(options, async (parts) => {
    const account = await findAccount(name, parts);
    const { issuer, subject, provider: scheme } = options;
    const facts = { externalIdScheme: scheme };
    await parts.administration.refuseUnsound(facts).catch(asOptions(facts));
    await refuseForeignIssuer(issuer, scheme, parts.get(IdentityProviders));
    const owner = await parts.accounts.findByIdentity(issuer, subject);
    if (owner && owner.id !== account.id) {
      throw new DomainError({
        code: 'link_taken',
        message: `That subject is linked to account ${owner.id}. Remove that link first.`,
      });
    }
    await parts.accounts.link(account.id, { issuer, subject, scheme }, { linkedBy: 'administrator' });
    await parts.audit.record({
      event: 'account.linked',
      outcome: 'success',
      reason: 'administrator',
      accountId: account.id,
      scheme,
    });
    return { id: account.id, links: (await parts.accounts.identitiesOf(account.id)).map(shownLink) };
  });
}

/** `wardkey account unlink <account> <link>` */
export async function unlinkAccount(name: string, link: string, options: AccountOptions): Promise<void> {
  await withAccounts(options, async (parts) => {
    const account = await findAccount(name, parts);
    if (!(await parts.administration.removeLink(account.id, link, COMMAND_LINE))) {
      throw new DomainError({
        code: 'no_such_link',
        message: `Account ${account.id} has no link ${link}. wardkey account show lists its links.`,
      });
    }
    return { id: account.id, links: (await parts.accounts.identitiesOf(account.id)).map(shownLink) };
  });
}

/** `wardkey account deactivate <account>`: switches the account off. Its sessions and refresh tokens end at once. */
export async function deactivateAccount(name: string, options: AccountOptions): Promise<void> {
  await withAccounts(options, async (parts) => {
    const account = await findAccount(name, parts);
    return shown(await parts.administration.change(account, { status: 'deactivated' }, COMMAND_LINE));
  });
}

/** `wardkey account roles <account> [role...]`: shows the roles of an account, or gives it exactly these. */
export async function accountRoles(
  name: string,
  roles: string[],
  options: AccountOptions & { none?: boolean },
): Promise<void> {
  const unknown = roles.filter((role) => !isRole(role));
  if (unknown.length > 0)
    throw new DomainError({
      code: 'option_invalid',
      message: `There is no role ${unknown.join(', ')}. The roles are ${ALL_ROLES.join(', ')}.`,
    });
  if (options.none && roles.length > 0)
    throw new DomainError({ code: 'option_invalid', message: '--none takes all roles away: name no role.' });
  await withAccounts(options, async (parts) => {
    const { id } = await findAccount(name, parts);
    const isChange = options.none === true || roles.length > 0;
    if (isChange) await parts.administration.setRoles(id, roles.filter(isRole), COMMAND_LINE);
    return { id, roles: await parts.administration.rolesOf(id) };
  });
}

const OPTION = {
  email: '--email',
  externalId: '--external-id',
  externalIdScheme: '--provider',
  fhirUser: '--fhir-user',
} as const;

/** Says which options are wrong. Nothing was written. */
function asOptions(facts: PreparedFacts): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof UnsoundAccountError)) throw error;
    const problems = error.problems.map(
      ({ field, message }) => `${OPTION[field]}: ${facts[field] ? `${facts[field]} ` : ''}${message}`,
    );
    throw new DomainError({ code: 'option_invalid', message: problems.join('\n') });
  };
}

/**
 * Refuses an issuer for which the identity provider does not speak. Such a link would belong to no person, or to a
 * person of another identity provider.
 */
async function refuseForeignIssuer(
  issuer: string,
  scheme: string,
  providers: IdentityProviders,
): Promise<void> {
  const provider = await providers.evenSwitchedOff(scheme);
  if (!provider) return;
  const known = issuersOf(provider);
  if (known.includes(issuer)) return;
  throw new DomainError({
    code: 'option_invalid',
    message: `--issuer: ${issuer} is not the issuer of ${scheme}, which is ${known.join(' or ') || 'unknown until `tenants` lists a tenant'}`,
  });
}

export interface Parts {
  administration: AccountAdministration;
  accounts: AccountStore;
  directory: AccountDirectory;
  audit: AuditLog;
  /** Returns any other class of the rooms. */
  get: <T>(type: Type<T>) => T;
}

export async function withAccounts(
  options: AccountOptions,
  work: (parts: Parts) => Promise<Outcome>,
): Promise<void> {
  await withApplication(
    begin(options),
    (app) =>
      changing(app, () =>
        work({
          administration: app.get(AccountAdministration, { strict: false }),
          accounts: app.get(AccountStore),
          directory: app.get(AccountDirectory),
          audit: app.get(AuditLog),
          get: (type) => app.get(type),
        }),
      ),
    true,
  );
}

/** The account with this id; or with this e-mail address, when exactly one account has it. */
export async function findAccount(
  name: string,
  { accounts, directory }: Pick<Parts, 'accounts' | 'directory'>,
): Promise<Account> {
  const byId = await accounts.findById(name);
  const found = byId ? [byId] : name.includes('@') ? await directory.list({ email: name }, undefined, 2) : [];
  if (found.length !== 1) {
    throw new DomainError({
      code: 'no_such_account',
      message: `There is no account ${name}. Name an account by its id or e-mail address (wardkey account list).`,
    });
  }
  return found[0]!;
}

/** An account without the members that only the server reads. */
function shown({ epoch: _epoch, linkVersion: _version, emailLinkId: _link, ...account }: Account): object {
  return account;
}

/** A link without the refresh token and the other members that only the server reads. */
function shownLink({
  epoch: _epoch,
  sealedRefreshToken: _token,
  providerCheckedAt: _checked,
  ...link
}: FederatedIdentity): object {
  return link;
}
