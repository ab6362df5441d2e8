import { Injectable } from '@nestjs/common';
import { emailKey } from '#src/accounts/email-key.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { isOneProvider } from '#src/federation/set-up-provider.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { parseFhirUser } from '#src/fhir-user/fhir-user-reference.js';

/** What an administrator writes into an account for later sign-ins to compare. `null` clears. */
export interface PreparedFacts {
  email?: string | null;
  externalId?: string | null;
  /** `null` says that the account waits for no identity provider. */
  externalIdScheme?: string | null;
  fhirUser?: string | null;
}

export interface PreparedFactProblem {
  field: keyof PreparedFacts;
  message: string;
}

/**
 * Finds values that can never work at a sign-in. An account with such a value would never be found, or its person would
 * be refused. The REST API and the command line both ask here.
 */
@Injectable()
export class PreparedAccountCheck {
  constructor(
    private readonly providers: IdentityProviders,
    private readonly servers: FhirServers,
  ) {}

  /** The scheme of the only identity provider, when there is only one. An account that names none waits for it. */
  async theOnlyScheme(): Promise<string | undefined> {
    const setUp = await this.providers.setUp();
    return isOneProvider(setUp) ? setUp[0]?.scheme : undefined;
  }

  /** @param account as it is before the change; undefined for a new one. */
  async problemsOf(
    facts: PreparedFacts,
    account?: { externalId: string | null; externalIdScheme: string | null },
  ): Promise<PreparedFactProblem[]> {
    const { email, externalIdScheme, fhirUser } = facts;
    const problems: PreparedFactProblem[] = [];
    if (isGiven(email) && emailKey(email) === undefined) {
      problems.push({
        field: 'email',
        message: 'is not an e-mail address by which a person can be recognised',
      });
    }
    const setUp = await this.providers.setUp();
    const schemes = setUp.map(({ scheme }) => scheme);
    if (isGiven(externalIdScheme) && !schemes.includes(externalIdScheme)) {
      const message = `is not the scheme of an identity provider (configured: ${schemes.join(', ') || 'none'})`;
      problems.push({ field: 'externalIdScheme', message });
    }
    if (!isOneProvider(setUp) && saysNotForWhom(facts, account)) {
      const message = `is required: there are several identity providers, so it must name the one for which the account waits (${schemes.join(', ')})`;
      problems.push({ field: 'externalIdScheme', message });
    }
    if (
      isGiven(fhirUser) &&
      this.servers.all.every((server) => 'problem' in parseFhirUser(fhirUser, server))
    ) {
      problems.push({
        field: 'fhirUser',
        message: 'is not a reference such as Practitioner/1 on a configured FHIR server',
      });
    }
    return problems;
  }
}

/**
 * Whether a change leaves open which identity provider the account waits for. An external id has a meaning at one
 * identity provider only. With an e-mail address the person can also sign in by password, so it may also say that the
 * account waits for no identity provider.
 */
function saysNotForWhom(
  facts: PreparedFacts,
  account: { externalId: string | null; externalIdScheme: string | null } | undefined,
): boolean {
  const touched = !account || facts.externalId !== undefined || facts.externalIdScheme !== undefined;
  if (!touched) return false;
  const { externalId = account?.externalId, externalIdScheme = account?.externalIdScheme } = facts;
  if (isGiven(externalId)) return !isGiven(externalIdScheme);
  return isGiven(facts.email) && externalIdScheme === undefined;
}

function isGiven(value: string | null | undefined): value is string {
  return value !== undefined && value !== null;
}
