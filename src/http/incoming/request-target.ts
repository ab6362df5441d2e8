import type { IncomingMessage } from 'node:http';

/**
 * The address that a request asks for, by its path (RFC 9112 section 3.2.1). Whoever goes through a proxy may write it
 * whole (section 3.2.2); which host is named there means as little here as in `Host`.
 *
 * @returns undefined for what is no address of a server: a fragment, white space, what is not written in ASCII.
 */
export function originForm(target: string): string | undefined {
  const rest = target.replace(/^https?:\/\/[^/?#]+/i, '');
  const path = rest === '' || rest.startsWith('?') ? `/${rest}` : rest;
  return /^\/[!"$-~]*$/.test(path) ? path : undefined;
}

/** Listener of a server, before every other: all that look at an address look at the same. */
export function takeOriginForm(request: IncomingMessage): void {
  request.url = originForm(request.url ?? '') ?? request.url;
}

/** Whether a request names one host (RFC 9112 section 3.2); before HTTP/1.1 none was needed. */
export function namesOneHost({ rawHeaders, httpVersion }: IncomingMessage): boolean {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
  return hosts === 1 || (hosts === 0 && httpVersion === '1.0');
}
