import { IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { PlainAnswer } from '../answers/problem.js';

/** What is still taken in of a body that was refused, so that its sender gets to read the answer. */
const DRAIN_BYTES = 1024 * 1024;
const DRAIN_MS = 2_000;

/** `tooLarge`: some of it is still to come. `cutOff`: the connection ended before the body did; there is nobody to answer. */
export type UnusableBody = 'tooLarge' | 'cutOff';

export interface ReceivedRequest {
  /** The request with its whole body, which can be read once more. */
  request: IncomingMessage;
  body: Buffer;
}

/**
 * Takes in the body of a request as a whole, before anybody acts on it: a part of a form is never used.
 *
 * @param maxBytes as they are sent.
 */
export async function receive(
  request: IncomingMessage,
  maxBytes: number,
): Promise<ReceivedRequest | UnusableBody> {
  if (!hasBody(request)) return { request, body: Buffer.alloc(0) };
  if (announcedLength(request) > maxBytes) return 'tooLarge';
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) return 'tooLarge';
      chunks.push(chunk);
    }
  } catch {
    return 'cutOff';
  }
  if (!request.complete) return 'cutOff';
  const body = Buffer.concat(chunks);
  return { request: copyOf(request, { body }), body };
}

/** Whether a request says that it has a body. */
export function hasBody(request: IncomingMessage): boolean {
  return announcedLength(request) > 0 || request.headers['transfer-encoding'] !== undefined;
}

function announcedLength(request: IncomingMessage): number {
  return Number(request.headers['content-length'] ?? 0);
}

/** The last request of a connection whose end was announced; undefined where it ends without an answer. */
const ending = new WeakMap<Socket, IncomingMessage | undefined>();

/** Whether the end of a connection was announced before this request: it must not be acted on (RFC 9112 section 9.6). */
export function isEnding(request: IncomingMessage): boolean {
  return ending.has(request.socket) && ending.get(request.socket) !== request;
}

/** Says that the answer to this request is the last on its connection; the answer must say so, too. */
export function endAfter(request: IncomingMessage): void {
  ending.set(request.socket, request);
}

/** Ends a connection without an answer; what came on it must not be acted on either. */
export function hangUpOn(socket: Socket): void {
  ending.set(socket, undefined);
  socket.destroy();
}

/**
 * Answers a request whose body is not wanted, and ends the connection: what is left of the body must not be read as the
 * next request. The answer says so (`Connection: close`), and the sender is given the time to read it.
 */
export async function answerAndClose(
  request: IncomingMessage,
  response: ServerResponse,
  answer: PlainAnswer,
): Promise<void> {
  response.writeHead(answer.status, {
    ...answer.headers,
    connection: 'close',
    'content-length': String(Buffer.byteLength(answer.body)),
  });
  endAfter(request);
  response.write(answer.body);
  await drain(request);
  response.end();
}

/** The same request with these in place of its own; its body must have been read. */
export function copyOf(
  request: IncomingMessage,
  changes: { method?: string; url?: string; body?: Buffer },
): IncomingMessage {
  const body = changes.body ?? Buffer.alloc(0);
  const copy = new IncomingMessage(request.socket);
  copy.httpVersion = request.httpVersion;
  copy.method = changes.method ?? request.method;
  copy.url = changes.url ?? request.url;
  copy.headers = { ...request.headers, 'content-length': String(body.length) };
  delete copy.headers['transfer-encoding'];
  copy.rawHeaders = request.rawHeaders;
  if (body.length > 0) copy.push(body);
  copy.push(null);
  copy.complete = true;
  return copy;
}

function drain(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let left = DRAIN_BYTES;
    const done = () => {
      clearTimeout(timer);
      request.pause();
      resolve();
    };
    const timer = setTimeout(done, DRAIN_MS);
    request.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) done();
    });
    for (const end of ['end', 'close', 'error']) request.once(end, done);
    if (request.readableEnded || request.destroyed) done();
    else request.resume();
  });
}
