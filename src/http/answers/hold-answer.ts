import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Commits } from '#src/database/commits.js';
import { type RequestScope, requestScope } from '#src/request-scope/request-scope.js';
import type { PlainAnswer } from './problem.js';

/** What the answers of a server wait for before they leave. */
export interface AnswerHold {
  readonly commits: Pick<Commits, 'settled'>;
  /** The answer to a request whose writes were lost. */
  lostAnswer(request: IncomingMessage): PlainAnswer;
  /** Is told when an answer leaves. */
  left(response: ServerResponse): void;
}

/** Headers that may name what was lost. */
const OF_THE_DROPPED_ANSWER = ['set-cookie', 'location', 'etag', 'content-length', 'www-authenticate'];

const HELD = Symbol('held');

/**
 * Makes an answer leave only when everything it depends on is on the disk. To be called within the scope of the request
 * (requestScope). Until then the answer behaves as if it had left: `headersSent` and `writableEnded` are true. If the
 * writes are lost, the client gets another answer.
 */
export function holdAnswer(response: ServerResponse, hold: AnswerHold): void {
  if (!(response instanceof HeldAnswer)) throw new TypeError('the answers of this server cannot be held');
  response[HELD] = new Held(response, hold, requestScope.getStore());
}

/** An answer that has not left yet. */
class Held {
  /** What was called until now. */
  private readonly calls: Array<() => void> = [];
  private isWaiting = false;
  isEnded = false;

  /** @param scope of the request. Whoever ends the answer, it waits for the writes of its own request. */
  constructor(
    private readonly response: HeldAnswer,
    private readonly hold: AnswerHold,
    private readonly scope: RequestScope | undefined,
  ) {}

  get hasBegun(): boolean {
    return this.calls.length > 0;
  }

  keep(call: () => void): void {
    this.calls.push(call);
  }

  leaveWith(call: () => void): void {
    this.keep(call);
    if (this.isWaiting) return;
    this.isWaiting = true;
    const settled = this.hold.commits.settled(this.scope);
    if (!settled) this.leave();
    else
      settled.then(
        () => this.leave(),
        () => this.replace(),
      );
  }

  private leave(): void {
    this.release();
    for (const call of this.calls) call();
  }

  private replace(): void {
    const { response } = this;
    this.release();
    const { status, headers, body } = this.hold.lostAnswer(response.req);
    for (const name of OF_THE_DROPPED_ANSWER) response.removeHeader(name);
    response.statusMessage = '';
    response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) }).end(body);
  }

  private release(): void {
    this.response[HELD] = undefined;
    this.hold.left(this.response);
  }
}

/**
 * An answer that can be held, for the option `ServerResponse` of a server. To replace the members on each answer would be
 * much slower: V8 keeps an object that has accessors of its own, or whose prototype has changed, as a dictionary.
 */
export class HeldAnswer<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  declare [HELD]: Held | undefined;

  override writeHead(...parameters: unknown[]): this {
    const call = () => void Reflect.apply(super.writeHead, this, parameters);
    if (this[HELD]) this[HELD].keep(call);
    else call();
    return this;
  }

  override write(...parameters: unknown[]): boolean {
    if (!this[HELD]) return Reflect.apply(super.write, this, parameters) as boolean;
    this[HELD].leaveWith(() => Reflect.apply(super.write, this, parameters));
    return true;
  }

  override end(...parameters: unknown[]): this {
    const call = () => void Reflect.apply(super.end, this, parameters);
    if (!this[HELD]) call();
    else if (!this[HELD].isEnded) {
      this[HELD].isEnded = true;
      this[HELD].leaveWith(call);
    }
    return this;
  }

  override flushHeaders(): void {
    if (this[HELD]) this[HELD].leaveWith(() => super.flushHeaders());
    else super.flushHeaders();
  }
}

const whetherHeadIsSent = accessor('headersSent');
const whetherIsEnded = accessor('writableEnded');

// TypeScript declares the two as plain members, and permits no accessor in their place.
Object.defineProperties(HeldAnswer.prototype, {
  headersSent: {
    get(this: HeldAnswer) {
      return this[HELD]?.hasBegun || whetherHeadIsSent(this);
    },
  },
  writableEnded: {
    get(this: HeldAnswer) {
      return this[HELD]?.isEnded || whetherIsEnded(this);
    },
  },
});

/** The getter of Node’s own class. */
function accessor(name: 'headersSent' | 'writableEnded'): (response: ServerResponse) => boolean {
  const ofNode = Object.getPrototypeOf(ServerResponse.prototype) as object;
  const { get } = Object.getOwnPropertyDescriptor(ofNode, name)!;
  return (response) => get!.call(response) as boolean;
}
