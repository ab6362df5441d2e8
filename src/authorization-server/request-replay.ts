import { IncomingMessage } from 'node:http';

/** Above the engine’s own limit, so that the engine is the one to refuse. */
const MAX_BYTES = 64 * 1024;

/**
 * Reads a form body and hands the request on with a changed one.
 *
 * The engine reads the request stream itself; a stream can be read once, so it is given a new request on the same
 * connection with the same head and the new body. Anything that is not a small form goes through as it is.
 */
export async function withChangedForm(
  request: IncomingMessage,
  change: (form: URLSearchParams) => void,
): Promise<IncomingMessage> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) return request;
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > MAX_BYTES) return request;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Longer than the engine takes: it refuses what it gets of it, on a connection that still stands.
    if (size > MAX_BYTES) break;
    chunks.push(chunk);
  }
  const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
  change(form);
  return replay(request, Buffer.from(form.toString()));
}

function replay(request: IncomingMessage, body: Buffer): IncomingMessage {
  const copy = new IncomingMessage(request.socket);
  copy.httpVersion = request.httpVersion;
  copy.method = request.method;
  copy.url = request.url;
  copy.headers = { ...request.headers, 'content-length': String(body.length) };
  delete copy.headers['transfer-encoding'];
  copy.rawHeaders = request.rawHeaders;
  copy.push(body);
  copy.push(null);
  copy.complete = true;
  return copy;
}
