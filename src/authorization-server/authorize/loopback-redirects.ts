import type { Client } from 'oidc-provider';

/** A loopback address by its IP literal, without the port. Not `localhost`: RFC 8252 section 8.3. */
const LOOPBACK = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]))(?::\d{1,5})?(?=[/?]|$)/;

/**
 * `redirectUriAllowed` of a client. The operating system gives an app on a device its port when the app begins to
 * listen. So any port of a registered loopback address is accepted for public clients and for native clients of any
 * kind (RFC 8252 section 7.3, RFC 9700 section 2.1). Not for `localhost`, which may resolve to another machine.
 */
export function redirectUriAllowed(this: Client, value: string): boolean {
  const registered = this.redirectUris ?? [];
  if (registered.includes(value)) return true;
  return this.loopback_port_may_vary === true && isSameButForPort(value, registered);
}

/**
 * Whether an address equals one of the registered addresses, apart from the port of a loopback address. All else is
 * compared letter by letter.
 */
export function isSameButForPort(address: string, registered: readonly string[]): boolean {
  const wanted = withoutPort(address);
  return (
    wanted !== undefined && URL.canParse(address) && registered.some((one) => withoutPort(one) === wanted)
  );
}

function withoutPort(address: string): string | undefined {
  return LOOPBACK.test(address) ? address.replace(LOOPBACK, '$1') : undefined;
}
