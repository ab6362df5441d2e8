import type { IncomingMessage } from 'node:http';
import { copyOf, type ReceivedRequest } from '#src/http/incoming/request-body.js';

/** @returns the form of a request; undefined for anything that is none. */
export function formOf({ request, body }: ReceivedRequest): URLSearchParams | undefined {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) return undefined;
  return new URLSearchParams(body.toString('utf8'));
}

/**
 * The same request with another form. The engine reads the request stream itself and a stream can be read once, so it
 * is given a new request on the same connection.
 */
export function withForm(request: IncomingMessage, form: URLSearchParams): IncomingMessage {
  return copyOf(request, { body: Buffer.from(form.toString()) });
}

/** The same request as a GET of another address of ours. */
export function asGet(request: IncomingMessage, url: string): IncomingMessage {
  return copyOf(request, { method: 'GET', url });
}
