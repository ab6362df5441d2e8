import { Injectable } from '@nestjs/common';
import { BY_PASSWORD } from '#src/accounts/account-fhir-user.entity.js';
import { Account } from '#src/accounts/account.entity.js';
import { AccountStore, type ProfileUpdate } from '#src/accounts/account.store.js';
import { emailKey } from '#src/accounts/email-key.js';
import { newAccount } from '#src/accounts/new-account.js';
import { Clock } from '#src/clock/clock.js';
import { DomainError } from '#src/errors/domain-error.js';
import { IdentityProviderDefinitions } from '#src/federation/definitions/identity-provider-definitions.js';
import { FhirClients } from '#src/fhir-client/fhir-clients.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { parseFhirUser } from '#src/fhir-user/fhir-user-reference.js';
import { claimedIdentity, ClaimsUnusableError } from '#src/sign-in/claimed-identity.js';
import type { ServerInQuestion } from '#src/sign-in/decision/decision.js';
import { SignIn } from '#src/sign-in/sign-in.js';
import type { ClientFacts } from '../storage/client-metadata.js';
import type { KeptClaims } from '../token/released-claims.js';

/** Whom a preview is about: an account as it is now, or somebody who would sign in at an identity provider. */
export type PersonInQuestion = { accountId: string } | { identityProvider: string; claims: unknown };

/** A question that names something that does not exist, or cannot be read. */
export class PreviewQuestionError extends DomainError {
  constructor(
    readonly field: 'accountId' | 'identityProvider' | 'claims' | 'fhirServer',
    message: string,
  ) {
    super({ code: 'preview_question', message });
  }
}

/** A person as a client would see them. */
export interface PreviewedPerson {
  account: Account;
  /** Whether the sign-in would make the account: it has no id yet. */
  isNew?: boolean;
  fhirUser?: { resourceType: string; resourceId: string };
  kept: KeptClaims;
  /** Why no request of this person would come to tokens. */
  refused?: { error: string; description: string };
}

/** Finds out who the person of a preview is, without signing anybody in. */
@Injectable()
export class PreviewedPeople {
  constructor(
    private readonly accounts: AccountStore,
    private readonly signIn: SignIn,
    private readonly providers: IdentityProviderDefinitions,
    private readonly fhirServers: FhirServers,
    private readonly fhirClients: FhirClients,
    private readonly clock: Clock,
  ) {}

  /** @throws PreviewQuestionError */
  server(name: string): FhirServer {
    const server = this.fhirServers.named(name);
    if (server) return server;
    const known = this.fhirServers.all.map((one) => one.name).join(', ');
    throw new PreviewQuestionError('fhirServer', `there is no FHIR server ${name}; there are: ${known}`);
  }

  /** @throws PreviewQuestionError */
  async person(
    asked: PersonInQuestion,
    client: ClientFacts,
    server: ServerInQuestion,
  ): Promise<PreviewedPerson> {
    return 'accountId' in asked
      ? this.ofAccount(asked.accountId, client, server)
      : this.ofClaims(asked, client, server);
  }

  /** As the person is known since the last sign-in by a way that this client accepts. */
  private async ofAccount(
    accountId: string,
    client: ClientFacts,
    server: ServerInQuestion,
  ): Promise<PreviewedPerson> {
    const account = await this.accounts.findById(accountId);
    if (!account) throw new PreviewQuestionError('accountId', `there is no account ${accountId}`);
    const links = (await this.accounts.identitiesOf(accountId))
      .filter(({ scheme }) => client.identity_providers?.includes(scheme) ?? true)
      .sort((one, other) => other.lastUsedAt - one.lastUsedAt);
    const [link] = links;
    const kept: KeptClaims = async () => (link ? this.accounts.claimsOf(link.id) : {});
    const person = { account, kept };
    if (account.status !== 'active')
      return { ...person, refused: because('account_deactivated', 'the account is deactivated') };
    if (server === 'notAsked') return person;
    if (!server) return { ...person, refused: because('no_fhir_server', NO_SERVER) };
    for (const linkId of [...links.map(({ id }) => id), BY_PASSWORD]) {
      const fhirUser = await this.accounts.fhirUserOf(accountId, linkId, server.name);
      if (fhirUser) return { ...person, fhirUser };
    }
    const prepared = account.fhirUser === null ? undefined : parseFhirUser(account.fhirUser, server);
    if (prepared && !('problem' in prepared))
      return { ...person, fhirUser: { resourceType: prepared.resourceType, resourceId: prepared.id } };
    const description = `the person has not signed in for the FHIR server ${server.name} yet, in a way that this client accepts; give an identity provider and claims instead`;
    return { ...person, refused: because('login_required', description) };
  }

  /** As a sign-in with these claims would decide now. */
  private async ofClaims(
    { identityProvider: scheme, claims }: Exclude<PersonInQuestion, { accountId: string }>,
    client: ClientFacts,
    server: ServerInQuestion,
  ): Promise<PreviewedPerson> {
    const definition = (await this.providers.all()).find((one) => one.scheme === scheme);
    if (!definition || 'problem' in definition)
      throw new PreviewQuestionError(
        'identityProvider',
        definition
          ? `the definition of the identity provider ${scheme} is not used: ${definition.problem}`
          : `there is no identity provider ${scheme}`,
      );
    const provider = definition.settings;
    const identity = usable(() => claimedIdentity(claims, provider));
    // Without an answer, a plain search is explained, which is what the server would send then.
    if (server && server !== 'notAsked')
      await this.fhirClients.capabilities.read(server).catch(() => undefined);
    const decision = await this.signIn.explain(identity, provider, server);
    const id = decision.account?.id;
    const present = id === undefined ? undefined : await this.accounts.findById(id);
    const update = decision.outcome === 'refuse' ? {} : decision.update;
    const account = asUpdated(present ?? newAccount({}, this.clock.epoch()), update);
    const linkId = decision.outcome === 'refuse' ? undefined : decision.epochs.link?.id;
    const person: PreviewedPerson = {
      account,
      isNew: present === undefined,
      kept: async () => keptAfter(linkId ? await this.accounts.claimsOf(linkId) : {}, update),
    };
    if (client.identity_providers?.includes(scheme) === false)
      return { ...person, refused: because('access_denied', `the client does not accept ${scheme}`) };
    if (decision.outcome === 'refuse') {
      const last = decision.trail.at(-1)?.finding;
      return { ...person, refused: because(decision.reason, last ?? decision.reason) };
    }
    const { fhirUser } = decision;
    return fhirUser
      ? { ...person, fhirUser: { resourceType: fhirUser.resourceType, resourceId: fhirUser.id } }
      : person;
  }
}

const NO_SERVER = 'the scopes need a FHIR server, and neither the request nor the client names one';

function because(error: string, description: string) {
  return { error, description };
}

function usable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ClaimsUnusableError) throw new PreviewQuestionError('claims', error.message);
    throw error;
  }
}

function asUpdated(account: Account, { displayName, email }: ProfileUpdate): Account {
  const address = email && {
    email: email.address,
    emailKey: email.verified ? (emailKey(email.address) ?? null) : null,
  };
  return Object.assign(new Account(), account, {
    displayName: displayName ?? account.displayName,
    ...address,
  });
}

function keptAfter(
  before: Record<string, unknown>,
  { claims = {}, forgetClaims = [] }: ProfileUpdate,
): Record<string, unknown> {
  const all = Object.entries({ ...before, ...claims });
  return Object.fromEntries(all.filter(([name]) => !forgetClaims.includes(name)));
}
