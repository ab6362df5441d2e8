import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Problem, problemAnswer } from '../answers/problem.js';
import { acceptNoMore } from './request-body.js';

const PROBLEMS: Record<string, [status: number, title: string]> = {
  HPE_HEADER_OVERFLOW: [431, 'The address and headers of the request are too large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The request body is too large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not arrive completely in time'],
};
const NOT_HTTP: [status: number, title: string] = [400, 'The request is not valid HTTP'];

/**
 * The listener for `clientError`. What came is not a request, so no other code would answer it. The connection ends
 * after this answer.
 */
export function answerUnreadable({ code = '' }: NodeJS.ErrnoException, socket: Duplex): void {
  const { _httpMessage: under } = socket as { _httpMessage?: { headersSent: boolean } };
  // Comes after the last request of a connection. That request still gets its answer.
  if (code === 'HPE_CLOSED_CONNECTION') return;
  // The rest of a request may still come. Its sender has been told that it failed, and may send it again.
  acceptNoMore(socket as Socket);
  // An answer that has begun ends as it is: the client would read anything more as a part of that answer.
  if (!socket.writable || under?.headersSent) {
    socket.destroy();
    return;
  }
  const { status, headers, body } = problemAnswer(new Problem(...(PROBLEMS[code] ?? NOT_HTTP)));
  const all = { ...headers, connection: 'close', 'content-length': String(Buffer.byteLength(body)) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'));
}
