import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { DomainError } from '#src/errors/domain-error.js';
import type { ExternalIdentity } from '#src/federation/external-identity.js';
import { concreteIssuers, matchIssuer } from '#src/federation/issuer-match.js';

/** Claims from which no sign-in could be explained. */
export class ClaimsUnusableError extends DomainError {
  /**
   * @param field of the request, if they are in one.
   * @param file where they stand, if they are in a file.
   */
  constructor(
    why: string,
    readonly field: 'claims' | 'idToken' = 'claims',
    file?: string,
  ) {
    const place = file === undefined ? '' : ` in ${file}`;
    super({ code: 'claims_unusable', message: `The claims${place} cannot be used: ${why}.` });
  }
}

/**
 * The identity that these claims would be at an identity provider, to explain a sign-in. Nothing is verified except what
 * no sign-in would pass.
 *
 * @param claims the payload of an ID token. `iss` may be left out.
 * @param file where they stand, if they are in a file.
 * @throws ClaimsUnusableError
 */
export function claimedIdentity(
  claims: unknown,
  provider: IdentityProviderSettings,
  file?: string,
): ExternalIdentity {
  const unusable = (why: string) => new ClaimsUnusableError(why, 'claims', file);
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims))
    throw unusable('they must be one JSON object, the payload of an ID token');
  const payload = claims as Record<string, unknown>;
  if (typeof payload.sub !== 'string' || payload.sub === '') throw unusable('sub is missing');
  const { expectedIssuer: configured, issuerAliases: aliases, tenants } = provider;
  const expected = { issuer: configured, aliases, tenants };
  const { iss = configured.replace('{tenantid}', String(payload.tid)), tid } = payload;
  // The same check as in a sign-in: the issuer gets its canonical spelling, and any other issuer is refused.
  const issuer = matchIssuer({ iss, tid }, expected);
  if (issuer === undefined) {
    const known = concreteIssuers(expected).join(', ') || 'none, because `tenants` is empty';
    throw unusable(
      `iss is ${JSON.stringify(iss)}, but a sign-in at this identity provider accepts only: ${known}`,
    );
  }
  return { issuer, subject: payload.sub, claims: payload };
}
