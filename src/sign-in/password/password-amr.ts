/**
 * The `amr` of a sign-in by password here (RFC 8176). The second value is this server’s own, because an identity
 * provider may send `pwd` for its own passwords, too.
 */
export const PASSWORD_AMR = ['pwd', 'urn:wardkey:local'];

export function isByPassword(amr: readonly string[] | undefined): boolean {
  return amr?.includes(PASSWORD_AMR[1]!) ?? false;
}

/**
 * The `amr` that an identity provider sends, without this server’s own value: an identity provider cannot claim a
 * sign-in here.
 */
export function amrOfProvider(amr: readonly string[] | undefined): string[] | undefined {
  return amr?.filter((method) => method !== PASSWORD_AMR[1]);
}
