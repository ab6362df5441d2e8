import type { Client } from 'oidc-provider';

/** An address on the person’s own device by its number, its port apart. Not `localhost`: RFC 8252 section 8.3. */
const LOOPBACK = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]))(?::\d{1,5})?(?=[/?]|$)/;

/**
 * `redirectUriAllowed` of a client. An app on a device is given a port by the system when it begins to listen, so for a
 * public client, and for a native one of any kind, any port of a registered loopback address is right (RFC 8252 section
 * 7.3, RFC 9700 section 2.1). Not of `localhost`, which may be another machine.
 */
export function redirectUriAllowed(this: Client, value: string): boolean {
  const registered = this.redirectUris ?? [];
  if (registered.includes(value)) return true;
  return this.loopback_port_may_vary === true && isSameButForPort(value, registered);
}

/** Whether an address is one of these but for the port of a loopback address; all else is compared letter by letter. */
export function isSameButForPort(address: string, registered: readonly string[]): boolean {
  const wanted = withoutPort(address);
  return (
    wanted !== undefined && URL.canParse(address) && registered.some((one) => withoutPort(one) === wanted)
  );
}

function withoutPort(address: string): string | undefined {
  return LOOPBACK.test(address) ? address.replace(LOOPBACK, '$1') : undefined;
}
