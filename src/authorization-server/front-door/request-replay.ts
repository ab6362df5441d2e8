import type { IncomingMessage } from 'node:http';
import { FORM_TYPE, mediaTypeOf } from '#src/http/incoming/media-types.js';
import { copyOf } from '#src/http/incoming/request-body.js';

/** @returns the form in the body of a request; undefined when the body is not a form. */
export function formOf(request: IncomingMessage, body: Buffer): URLSearchParams | undefined {
  if (mediaTypeOf(request) !== FORM_TYPE) return undefined;
  return new URLSearchParams(body.toString('utf8'));
}

/**
 * Lets the engine read a body that has been received, or another one in its place. The engine reads a request by its
 * iterator only, and a stream can be read only once.
 */
export function replay(request: IncomingMessage, body: Buffer): IncomingMessage {
  delete request.headers['transfer-encoding'];
  request.headers['content-length'] = String(body.length);
  Object.defineProperty(request, 'readable', { value: true });
  request.iterator = () => [body] as unknown as NodeJS.AsyncIterator<Buffer>;
  return request;
}

/** The same request as a GET of another address of this server. */
export function asGet(request: IncomingMessage, url: string): IncomingMessage {
  return copyOf(request, { method: 'GET', url });
}
