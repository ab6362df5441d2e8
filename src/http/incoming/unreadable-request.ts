import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { Problem, problemAnswer } from '../answers/problem.js';

const PROBLEMS: Record<string, [status: number, title: string]> = {
  HPE_HEADER_OVERFLOW: [431, 'The address and headers of the request are too large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The request body is too large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not come in whole in time'],
};
const NOT_HTTP: [status: number, title: string] = [400, 'The request is not HTTP that can be read'];

/** `clientError` of a server: what came is no request, so there is nobody behind to answer it; nothing follows it. */
export function answerUnreadable({ code = '' }: NodeJS.ErrnoException, socket: Duplex): void {
  const { _httpMessage: under } = socket as { _httpMessage?: { headersSent: boolean } };
  // After the last request of a connection; that one is answered still.
  if (code === 'HPE_CLOSED_CONNECTION') return;
  // What has begun to be answered ends as it is: more would be read as a part of it.
  if (!socket.writable || under?.headersSent) {
    socket.destroy();
    return;
  }
  const { status, headers, body } = problemAnswer(new Problem(...(PROBLEMS[code] ?? NOT_HTTP)));
  const all = { ...headers, connection: 'close', 'content-length': String(Buffer.byteLength(body)) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', body].join('\r\n'));
}
