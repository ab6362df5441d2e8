/** Which issuers an ID token of one provider may name. */
export interface IssuerExpectation {
  /** Exact, or with `{tenantid}` where one provider serves many directories. */
  issuer: string;
  aliases: string[];
  tenants: string[];
}

const TENANT = '{tenantid}';

/**
 * Compares an ID token’s issuer with what is expected; byte for byte, never loosely.
 *
 * @param claims `iss` and, for a template, `tid` of a token whose signature has been verified.
 * @returns the concrete issuer that the person is known under, or undefined when it is another.
 */
export function matchIssuer(
  claims: { iss?: unknown; tid?: unknown },
  expected: IssuerExpectation,
): string | undefined {
  const { iss, tid } = claims;
  if (!expected.issuer.includes(TENANT)) {
    return iss === expected.issuer || expected.aliases.includes(iss as string) ? expected.issuer : undefined;
  }
  // Any company can make a directory of its own at such a provider: only listed ones are meant.
  if (typeof tid !== 'string' || !expected.tenants.includes(tid)) return undefined;
  const concrete = expected.issuer.replace(TENANT, tid);
  return iss === concrete ? concrete : undefined;
}

/** The issuers that people of a provider are known under; none where a template names no directory. */
export function concreteIssuers({ issuer, tenants }: IssuerExpectation): string[] {
  return issuer.includes(TENANT) ? tenants.map((tenant) => issuer.replace(TENANT, tenant)) : [issuer];
}

/**
 * The issuer that an `iss` without a token of a person’s around it means: of an authorization response (RFC 9207), of a
 * logout token.
 *
 * @returns the concrete issuer in its canonical spelling, or undefined when it is none of this provider’s.
 */
export function responseIssuer(iss: string, expected: IssuerExpectation): string | undefined {
  if (!expected.issuer.includes(TENANT)) return matchIssuer({ iss }, expected);
  return concreteIssuers(expected).find((concrete) => iss === concrete);
}
