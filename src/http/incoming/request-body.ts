import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { PlainAnswer } from '../answers/problem.js';

/** How much is still read of a refused body, so that its sender has time to read the answer. */
const DRAIN_BYTES = 1024 * 1024;
const DRAIN_MS = 2_000;
const NO_BODY = Buffer.alloc(0);

/**
 * `tooLarge`: some of the body is still to come. `cutOff`: the connection ended before the body was complete, so no
 * client can get an answer.
 */
export type UnusableBody = 'tooLarge' | 'cutOff';

/**
 * Reads the whole body of a request before anything acts on it, so that a part of a form is never used. The request
 * itself cannot be read again; see {@link copyOf}.
 *
 * @param maxBytes limit of the body as it is sent.
 */
export async function receive(request: IncomingMessage, maxBytes: number): Promise<Buffer | UnusableBody> {
  if (!hasBody(request)) return NO_BODY;
  if (announcedLength(request) > maxBytes) return 'tooLarge';
  // A connection that broke before does not say so again.
  if (request.destroyed) return 'cutOff';
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > maxBytes) done('tooLarge');
    };
    const end = () => done(request.complete ? Buffer.concat(chunks) : 'cutOff');
    const cut = () => done('cutOff');
    const done = (result: Buffer | UnusableBody) => {
      request.off('data', take).off('end', end).off('close', cut);
      if (result === 'tooLarge') request.pause();
      resolve(result);
    };
    // Without a listener, the error of a connection that breaks would end the process.
    request
      .on('error', () => {})
      .on('data', take)
      .on('end', end)
      .on('close', cut);
  });
}

/** Whether a request announces a body. */
export function hasBody(request: IncomingMessage): boolean {
  return announcedLength(request) > 0 || request.headers['transfer-encoding'] !== undefined;
}

function announcedLength(request: IncomingMessage): number {
  return Number(request.headers['content-length'] ?? 0);
}

/** For each connection whose end was announced: its last request. Undefined when it ends without an answer. */
const ending = new WeakMap<Socket, IncomingMessage | undefined>();

/**
 * Whether the end of the connection was announced before this request. Then nothing may act on the request (RFC 9112
 * section 9.6).
 */
export function isEnding(request: IncomingMessage): boolean {
  return ending.has(request.socket) && ending.get(request.socket) !== request;
}

/** Marks the answer to this request as the last on its connection. The answer must say so, too. */
export function endAfter(request: IncomingMessage): void {
  ending.set(request.socket, request);
}

/** Marks a connection whose end was announced. Nothing may act on a request that still comes on it. */
export function acceptNoMore(socket: Socket): void {
  ending.set(socket, undefined);
}

/** Ends a connection without an answer. */
export function hangUpOn(socket: Socket): void {
  acceptNoMore(socket);
  socket.destroy();
}

/**
 * Answers a request whose body is not wanted, and ends the connection: the rest of the body must not be read as the
 * next request. The answer says so (`Connection: close`), and the sender gets time to read it.
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

/** The same request with these changes. Its body must have been read. */
export function copyOf(
  request: IncomingMessage,
  changes: { method?: string; url?: string; body?: Buffer },
): IncomingMessage {
  const body = changes.body ?? Buffer.alloc(0);
  const Own = request.constructor as typeof IncomingMessage;
  const copy = new Own(request.socket);
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
