import { Injectable } from '@nestjs/common';
import { emailKey } from '#src/accounts/email-key.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { parseFhirUser } from '#src/fhir-user/fhir-user-reference.js';

/** What an administrator writes into an account that a later sign-in will compare. `null` clears, and is always right. */
export interface PreparedFacts {
  email?: string | null;
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

  async problemsOf({ email, externalIdScheme, fhirUser }: PreparedFacts): Promise<PreparedFactProblem[]> {
    const problems: PreparedFactProblem[] = [];
    if (isGiven(email) && emailKey(email) === undefined) {
      problems.push({ field: 'email', message: 'is not an address that could be recognised' });
    }
    if (isGiven(externalIdScheme)) {
      const schemes = await this.providers.schemes();
      const message = `is not the scheme of an identity provider (configured: ${schemes.join(', ') || 'none'})`;
      if (!schemes.includes(externalIdScheme)) problems.push({ field: 'externalIdScheme', message });
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

function isGiven(value: string | null | undefined): value is string {
  return value !== undefined && value !== null;
}
