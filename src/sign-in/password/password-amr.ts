/**
 * `amr` of a sign-in by password here (RFC 8176). The second value is ours: `pwd` alone may be what an identity provider
 * says of its own passwords.
 */
export const PASSWORD_AMR = ['pwd', 'urn:wardkey:local'];

export function isByPassword(amr: readonly string[] | undefined): boolean {
  return amr?.includes(PASSWORD_AMR[1]!) ?? false;
}

/** What an identity provider says of its sign-in; that it happened here is not its to say. */
export function amrOfProvider(amr: readonly string[] | undefined): string[] | undefined {
  return amr?.filter((method) => method !== PASSWORD_AMR[1]);
}
