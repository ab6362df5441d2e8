import type { IncomingMessage } from 'node:http';
import { FORM_TYPE, mediaTypeOf } from '#src/http/incoming/media-types.js';
import { copyOf, type ReceivedRequest } from '#src/http/incoming/request-body.js';

/** @returns the form of a request; undefined when the body is not a form. */
export function formOf({ request, body }: ReceivedRequest): URLSearchParams | undefined {
  if (mediaTypeOf(request) !== FORM_TYPE) return undefined;
  return new URLSearchParams(body.toString('utf8'));
}

/**
 * The same request with another form. The engine reads the request stream itself, and a stream can be read only once.
 * So the engine gets a new request object on the same connection.
 */
export function withForm(request: IncomingMessage, form: URLSearchParams): IncomingMessage {
  return copyOf(request, { body: Buffer.from(form.toString()) });
}

/** The same request as a GET of another address of this server. */
export function asGet(request: IncomingMessage, url: string): IncomingMessage {
  return copyOf(request, { method: 'GET', url });
}
