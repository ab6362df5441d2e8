import { AsyncResource } from 'node:async_hooks';
import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Commits } from '#src/database/commits.js';
import type { PlainAnswer } from './problem.js';

/** What the answers of a server wait for before they leave. */
export interface AnswerHold {
  readonly commits: Pick<Commits, 'lost' | 'settled'>;
  /** The answer to a request whose writes were lost. */
  lostAnswer(request: IncomingMessage): PlainAnswer;
}

/** Headers that may name what was lost. */
const OF_THE_DROPPED_ANSWER = ['set-cookie', 'location', 'etag', 'content-length', 'www-authenticate'];

const whetherHeadIsSent = accessor('headersSent');
const whetherIsEnded = accessor('writableEnded');

/**
 * Makes an answer leave only when everything it depends on is on the disk. To be called within the scope of the request
 * (requestScope). Until then the answer behaves as if it had
 * left: `headersSent` and `writableEnded` are true. If the writes are lost, the client gets another answer.
 *
 * The members are replaced on the answer itself. A class of its own would not do, because Express gives each answer
 * another prototype.
 */
export function holdAnswer(response: ServerResponse, hold: AnswerHold): void {
  const lostBefore = hold.commits.lost;
  // Whoever ends the answer: it waits for the writes of its own request.
  const settle = AsyncResource.bind(() => hold.commits.settled());
  const { writeHead, write, end, flushHeaders } = response;
  /** What was called until now; undefined once the answer may leave. */
  let calls: Array<() => void> | undefined = [];
  let isWaiting = false;
  let isEnded = false;

  function leave(): void {
    const held = calls!;
    calls = undefined;
    for (const call of held) call();
  }

  function replace(): void {
    calls = undefined;
    const { status, headers, body } = hold.lostAnswer(response.req);
    for (const name of OF_THE_DROPPED_ANSWER) response.removeHeader(name);
    response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) }).end(body);
  }

  function leaveWith(call: () => void): void {
    calls!.push(call);
    if (isWaiting) return;
    isWaiting = true;
    if (hold.commits.lost !== lostBefore) return replace();
    const settled = settle();
    if (settled) settled.then(leave, replace);
    else leave();
  }

  Object.defineProperties(response, {
    headersSent: { get: () => (calls && calls.length > 0) || whetherHeadIsSent(response) },
    writableEnded: { get: () => isEnded || whetherIsEnded(response) },
  });
  response.writeHead = ((...parameters: unknown[]) => {
    const call = () => Reflect.apply(writeHead, response, parameters);
    if (calls) calls.push(call);
    else call();
    return response;
  }) as typeof writeHead;
  response.write = ((...parameters: unknown[]) => {
    if (!calls) return Reflect.apply(write, response, parameters);
    leaveWith(() => Reflect.apply(write, response, parameters));
    return true;
  }) as typeof write;
  response.end = ((...parameters: unknown[]) => {
    const call = () => Reflect.apply(end, response, parameters);
    if (!calls) call();
    else if (!isEnded) {
      isEnded = true;
      leaveWith(call);
    }
    return response;
  }) as typeof end;
  response.flushHeaders = () => {
    if (calls) leaveWith(() => flushHeaders.call(response));
    else flushHeaders.call(response);
  };
}

/** The getter of Node’s own class, which TypeScript declares as a plain member. */
function accessor(name: 'headersSent' | 'writableEnded'): (response: ServerResponse) => boolean {
  const ofNode = Object.getPrototypeOf(ServerResponse.prototype) as object;
  const { get } = Object.getOwnPropertyDescriptor(ofNode, name)!;
  return (response) => get!.call(response) as boolean;
}
