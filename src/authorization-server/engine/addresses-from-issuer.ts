import type Provider from 'oidc-provider';

/**
 * Makes this server’s addresses come from the configured issuer, never from the request. Behind a proxy the connection
 * is plain HTTP with another Host, and an attacker can put anything into a Host header. The issuer also says whether
 * cookies are for https only.
 */
export function addressesFromIssuer({ request, issuer }: Provider): void {
  const { protocol, host } = new URL(issuer);
  // On what all requests inherit from. A member on each request would cost more.
  Object.defineProperties(request, {
    protocol: { value: protocol.slice(0, -1) },
    host: { value: host },
  });
}
