import { Injectable } from '@nestjs/common';
import { emailKey } from '#src/accounts/email-key.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { isOneProvider } from '#src/federation/set-up-provider.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { parseFhirUser } from '#src/fhir-user/fhir-user-reference.js';

/** What an administrator writes into an account that a later sign-in will compare. `null` clears. */
export interface PreparedFacts {
  email?: string | null;
  externalId?: string | null;
  /** `null` says that the account waits for no provider. */
  externalIdScheme?: string | null;
  fhirUser?: string | null;
}

export interface PreparedFactProblem {
  field: keyof PreparedFacts;
  message: string;
}

/**
 * Finds what could never work at a sign-in: an account prepared so would silently be nobody’s, or its person refused.
 * The REST API and the command line both ask here.
 */
@Injectable()
export class PreparedAccountCheck {
  constructor(
    private readonly providers: IdentityProviders,
    private readonly servers: FhirServers,
  ) {}

  /** The provider that an account without one waits for, where there is only one. */
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
      problems.push({ field: 'email', message: 'is not an address that could be recognised' });
    }
    const setUp = await this.providers.setUp();
    const schemes = setUp.map(({ scheme }) => scheme);
    if (isGiven(externalIdScheme) && !schemes.includes(externalIdScheme)) {
      const message = `is not the scheme of an identity provider (configured: ${schemes.join(', ') || 'none'})`;
      problems.push({ field: 'externalIdScheme', message });
    }
    if (!isOneProvider(setUp) && saysNotForWhom(facts, account)) {
      const message = `is missing: there are several identity providers, so it must say for which one the account waits (${schemes.join(', ')})`;
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
 * An external id means something at one provider only. An e-mail address also signs in by password, so there it is enough
 * to have said that no provider is meant.
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
