import { Pool } from 'undici';

/** Keep-alive connections to one server. A request is as cheap as undici makes it: no streams, no objects of headers. */
export class Connections {
  constructor(origin, connections) {
    this.open = () =>
      new Pool(origin, { connections, pipelining: 1, headersTimeout: 30_000, bodyTimeout: 30_000 });
    this.pool = this.open();
  }

  /** For connections that were idle: the server may be about to close them. */
  async renew() {
    await this.pool.destroy();
    this.pool = this.open();
  }

  /**
   * @param request { path, method, headers, body } as undici's dispatch takes them
   * @returns { status, headers, body }: the headers as undici found them, and the body as a Buffer
   */
  send(request) {
    return new Promise((resolve, reject) => {
      const answer = { status: 0, headers: [], body: EMPTY };
      this.pool.dispatch(request, {
        onConnect() {},
        onHeaders(status, headers) {
          answer.status = status;
          answer.headers = headers;
          return true;
        },
        onData(chunk) {
          // undici's own memory: it is used again for the next request.
          answer.body = answer.body === EMPTY ? Buffer.from(chunk) : Buffer.concat([answer.body, chunk]);
          return true;
        },
        onComplete: () => resolve(answer),
        onError: reject,
      });
    });
  }

  close() {
    return this.pool.destroy();
  }
}

const EMPTY = Buffer.alloc(0);

export const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** A POST of a form. */
export function formRequest(path, form, headers = FORM) {
  return { path, method: 'POST', headers, body: new URLSearchParams(form).toString() };
}

/** The JSON of an answer with this status. @throws WrongAnswerError when it is another one */
export function jsonOf(answer, status = 200) {
  if (answer.status !== status)
    throw new WrongAnswerError(`answer ${answer.status}: ${answer.body.toString().slice(0, 300)}`);
  return JSON.parse(answer.body.toString());
}

/** A server answered something else than it must. */
export class WrongAnswerError extends Error {}

export function expect(isSo, what) {
  if (!isSo) throw new WrongAnswerError(what);
}
