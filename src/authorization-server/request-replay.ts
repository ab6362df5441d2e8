import { IncomingMessage } from 'node:http';

/** Above the engine’s own limit, so that the engine is the one to refuse. */
const MAX_BYTES = 64 * 1024;

/**
 * Reads a form body, once.
 *
 * @returns undefined for anything that is not a form or announces itself as too long; the body is then still unread.
 */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) return undefined;
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > MAX_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Longer than the engine takes: it refuses what it gets of it, on a connection that still stands.
    if (size > MAX_BYTES) break;
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

/**
 * The same request with another form. The engine reads the request stream itself and a stream can be read once, so it
 * is given a new request on the same connection.
 */
export function withForm(request: IncomingMessage, form: URLSearchParams): IncomingMessage {
  const body = Buffer.from(form.toString());
  return copyOf(request, { headers: { 'content-length': String(body.length) }, body });
}

/** The same request as a GET of another address of ours. */
export function asGet(request: IncomingMessage, url: string): IncomingMessage {
  return copyOf(request, { method: 'GET', url });
}

/** The same request with these headers in place of its own; its body must have been read. */
export function copyOf(
  request: IncomingMessage,
  changes: { method?: string; url?: string; headers?: Record<string, string>; body?: Buffer },
): IncomingMessage {
  const copy = new IncomingMessage(request.socket);
  copy.httpVersion = request.httpVersion;
  copy.method = changes.method ?? request.method;
  copy.url = changes.url ?? request.url;
  copy.headers = { ...request.headers, ...changes.headers };
  delete copy.headers['transfer-encoding'];
  copy.rawHeaders = request.rawHeaders;
  if (changes.body) copy.push(changes.body);
  copy.push(null);
  copy.complete = true;
  return copy;
}
