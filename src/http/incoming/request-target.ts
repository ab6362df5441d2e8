import type { IncomingMessage } from 'node:http';

/**
 * The address that a request asks for, as a path (RFC 9112 section 3.2.1). A client behind a proxy may write the whole
 * address (section 3.2.2). The host in it is ignored, as is `Host`.
 *
 * @returns undefined for a text that is not an address of a server: with a fragment, with white space, or not in ASCII.
 */
export function originForm(target: string): string | undefined {
  const rest = target.replace(/^https?:\/\/[^/?#]+/i, '');
  const path = rest === '' || rest.startsWith('?') ? `/${rest}` : rest;
  return /^\/[!"$-~]*$/.test(path) ? path : undefined;
}

/** A listener that runs before all others, so that all of them see the same address. */
export function takeOriginForm(request: IncomingMessage): void {
  request.url = originForm(request.url ?? '') ?? request.url;
}

/** Whether a request names exactly one host (RFC 9112 section 3.2). Before HTTP/1.1 none was needed. */
export function namesOneHost({ rawHeaders, httpVersion }: IncomingMessage): boolean {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
  return hosts === 1 || (hosts === 0 && httpVersion === '1.0');
}
