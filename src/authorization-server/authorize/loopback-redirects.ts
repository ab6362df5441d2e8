import type Provider from 'oidc-provider';

/** An address on the person’s own device by its number, its port apart. Not `localhost`: RFC 8252 section 8.3. */
const LOOPBACK = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]))(?::\d{1,5})?(?=[/?]|$)/;

interface EngineClient {
  redirectUris: readonly string[];
  loopback_port_may_vary?: boolean;
  redirectUriAllowed(value: string): boolean;
}

/**
 * An app on a device is given a port by the system when it begins to listen, so for a public client, and for a native
 * one of any kind, any port of a registered loopback address is right (RFC 8252 section 7.3, RFC 9700 section 2.1). The
 * engine lets native ones change the port of `localhost` as well, which may be another machine.
 */
export function loopbackPortsMayVary(provider: Provider): void {
  const prototype = provider.Client.prototype as unknown as EngineClient;
  prototype.redirectUriAllowed = function (this: EngineClient, value: string): boolean {
    if (this.redirectUris.includes(value)) return true;
    return this.loopback_port_may_vary === true && isSameButForPort(value, this.redirectUris);
  };
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
