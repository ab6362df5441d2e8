/** Which issuers an ID token of one identity provider may name. */
export interface IssuerExpectation {
  /** Compared exactly; or with `{tenantid}`, where one identity provider serves many directories. */
  issuer: string;
  aliases: string[];
  tenants: string[];
}

const TENANT = '{tenantid}';

/**
 * Compares an ID token’s issuer with the expected one, byte by byte, never loosely.
 *
 * @param claims `iss` and, for a template, `tid` of a token whose signature has been verified.
 * @returns the concrete issuer under which the person is known, or undefined when it is another one.
 */
export function matchIssuer(
  claims: { iss?: unknown; tid?: unknown },
  expected: IssuerExpectation,
): string | undefined {
  const { iss, tid } = claims;
  if (!expected.issuer.includes(TENANT)) {
    return iss === expected.issuer || expected.aliases.includes(iss as string) ? expected.issuer : undefined;
  }
  // Any company can create its own directory at such an identity provider, so only listed directories are accepted.
  if (typeof tid !== 'string' || !expected.tenants.includes(tid)) return undefined;
  const concrete = expected.issuer.replace(TENANT, tid);
  return iss === concrete ? concrete : undefined;
}

/** The issuers under which people of an identity provider are known. Empty when a template names no directory. */
export function concreteIssuers({ issuer, tenants }: IssuerExpectation): string[] {
  return issuer.includes(TENANT) ? tenants.map((tenant) => issuer.replace(TENANT, tenant)) : [issuer];
}

/**
 * The issuer that an `iss` stands for when there is no `tid` beside it: in an authorization response (RFC 9207) or in a
 * logout token.
 *
 * @returns the concrete issuer in its canonical spelling, or undefined when this identity provider has no such issuer.
 */
export function responseIssuer(iss: string, expected: IssuerExpectation): string | undefined {
  if (!expected.issuer.includes(TENANT)) return matchIssuer({ iss }, expected);
  return concreteIssuers(expected).find((concrete) => iss === concrete);
}
