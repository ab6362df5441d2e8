import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Injectable, Logger } from '@nestjs/common';
import { errors } from 'oidc-provider';
import { Clock } from '#src/clock/clock.js';
import { Commits } from '#src/database/commits.js';
import { Observers } from '#src/observation/observers.js';
import { Settings } from '#src/config/settings/settings.js';
import { newReference } from '#src/crypto/handle.js';
import { errorForLog } from '#src/errors/domain-error.js';
import { allowHeader, wrongMethod } from '#src/http/answers/allowed-methods.js';
import { clientAddress } from '#src/http/incoming/client-address.js';
import { Load } from '#src/http/incoming/load.js';
import { givenRequestId } from '#src/request-scope/request-id.js';
import { addressOfRequest, requestScope } from '#src/request-scope/request-scope.js';
import type { SeenRequest } from '#src/request-scope/seen-request.js';
import { isJwtNestedTooDeep } from '#src/http/incoming/json-depth.js';
import { FORM_TYPE, mediaTypeOf } from '#src/http/incoming/media-types.js';
import { inNetworks } from '#src/http/addresses/networks.js';
import { type AnswerHold, holdAnswer } from '#src/http/answers/hold-answer.js';
import { PreparedDocuments } from '#src/http/answers/prepared-documents.js';
import { type PlainAnswer, Problem, problemAnswer } from '#src/http/answers/problem.js';
import { RequestBudget } from '#src/http/incoming/request-budget.js';
import { answerAndClose, copyOf, hasBody, isEnding, receive } from '#src/http/incoming/request-body.js';
import { namesOneHost, originForm } from '#src/http/incoming/request-target.js';
import { setSecurityHeaders } from '#src/http/answers/security-headers.js';
import { AccessTokenVerifier } from '../introspection/access-token-verifier.js';
import { BearerIntrospection, REFUSED } from '../introspection/bearer-introspection.js';
import { COST_OF_REFUSAL, requestKind } from './counted-requests.js';
import { routeOf } from './route-of.js';
import { Engine } from '../engine/engine.js';
import { EnginePages } from '../engine/engine-pages.js';
import { ENGINE_ROUTES, type EngineRoute, engineRoute, isForOtherOrigins } from './engine-routes.js';
import { CONSENT_ADDED, promptForOfflineAccess } from '../authorize/offline-access.js';
import { asOpaqueHandle, isJwt } from '../introspection/jwt-access-tokens.js';
import { PostedRequests, PostedRequestTooLongError } from '../authorize/posted-requests.js';
import { RefreshingClient } from '../token/refreshing-client.js';
import { asGet, formOf, replay } from './request-replay.js';
import { respell, respelled } from '../authorize/request-spelling.js';
import { ResourceServers } from '../authorize/resource-servers.js';
import { COME_BACK_SECONDS } from '../storage/pending-artifacts.js';
import { turnedAway, type TurnAwayReason } from './turned-away.js';

/** Addresses that browsers reach by GET and by POST. */
const BY_FORM_TOO = new Set(['/authorize', '/logout']);

/** The largest form in bytes that the engine accepts. */
const MOST_OF_ENGINE = 56 * 1024;
const MOST = 64 * 1024;
/** A list of brands is larger than any other request body. */
const MOST_OF_BRANDS = 1024 * 1024;

/** Changes forms that the engine would not understand as they are sent. */
const CHANGED: Record<string, (form: URLSearchParams) => void> = {
  '/introspect': tokenOfEitherKind,
  '/revoke': tokenOfEitherKind,
  '/par': offlineAccessWithoutPrompt,
};

const BRANDS = '/api/v1/user-access-brands';

/** Parameters that the engine reads as a JWT before it knows who sent them. */
const JWT_PARAMETERS = ['client_assertion', 'request', 'id_token_hint'];

const NO_ADDRESS = new Problem(400, 'The request has no valid address', {
  detail: 'A request must have an address in ASCII without a fragment, and exactly one Host.',
});

/** From this pressure on nothing new begins, so that what was begun can be finished; see Load. */
const PRESSURE_FOR_BEGINNINGS = 0.75;
const PRESSURE_FOR_ALL = 1;
/** When a client should try again that was turned away by pressure. Pressure passes, or it does not. */
const SATURATED = { because: 'saturated', retryAfterSeconds: 2 } as const;
const NOT_SAVED = { because: 'notSaved', retryAfterSeconds: 1 } as const;
/** Whoever asks whether the server works must get an answer. */
const HEALTH = /^\/health\//;

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Puts the engine in front of Nest on the same server. The engine reads request bodies itself, and Express would cost
 * it two fifths of its speed. A request that the engine does not accept as it is sent is changed here.
 *
 * Every request passes here. So this is where requests are counted, and where the whole body is received or refused.
 */
@Injectable()
export class FrontDoor {
  private readonly log = new Logger('FrontDoor');
  private readonly requests: RequestBudget;
  private readonly beginnings: RequestBudget;
  private readonly isProxy: (address: string | undefined) => boolean;
  private readonly hold: AnswerHold;
  private readonly isExempt: (address: string | undefined) => boolean;

  constructor(
    private readonly engine: Engine,
    private readonly posted: PostedRequests,
    private readonly bearers: BearerIntrospection,
    private readonly pages: EnginePages,
    private readonly accessTokens: AccessTokenVerifier,
    private readonly resources: ResourceServers,
    private readonly refreshing: RefreshingClient,
    private readonly commits: Commits,
    private readonly documents: PreparedDocuments,
    private readonly load: Load,
    private readonly observers: Observers,
    { limits, listen }: Settings,
    clock: Clock,
  ) {
    this.requests = new RequestBudget(limits.requestsPerMinute, clock);
    this.beginnings = new RequestBudget(limits.signInsPerMinute, clock);
    this.isProxy = inNetworks(listen.trustedProxies);
    this.isExempt = inNetworks(limits.exemptNetworks);
    this.hold = {
      commits,
      lostAnswer: (request) => this.turningAway(request, NOT_SAVED),
      left: (response) => this.load.end(response),
    };
  }

  open(server: Server): void {
    this.load.loop.start();
    this.documents.serve(ENGINE_ROUTES.flatMap(({ kind, path }) => (kind === 'document' ? [path] : [])));
    const rest = server.listeners('request') as Listener[];
    server.removeAllListeners('request');
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (isEnding(request)) return;
      const seen = this.observers.areThere ? this.observe(request, response) : undefined;
      if (this.documents.answer(request, response)) return;
      const address = clientAddress(request, this.isProxy);
      const others = (readable: IncomingMessage) => {
        for (const listener of rest) listener.call(server, readable, response);
      };
      const userAgent = request.headers['user-agent'];
      const id = givenRequestId(this.headerOfProxy(request, 'x-request-id'));
      requestScope.run({ address, userAgent, lostBefore: this.commits.lost, id, seen }, () => {
        // It depends on nothing, and must say what is wrong while nothing can be saved.
        if (!HEALTH.test(request.url ?? '')) holdAnswer(response, this.hold);
        setSecurityHeaders(response);
        this.enter(request, response, others).catch((error: unknown) => this.failed(error, response));
      });
    });
  }

  private async enter(
    request: IncomingMessage,
    response: ServerResponse,
    others: (request: IncomingMessage) => void,
  ): Promise<void> {
    const target = request.url ?? '';
    if (target === '*' && request.method === 'OPTIONS') {
      response.writeHead(204).end();
      return;
    }
    if (originForm(target) === undefined || !namesOneHost(request))
      return this.answer(request, response, problemAnswer(NO_ADDRESS));
    const path = target.split('?', 1)[0]!;
    const wait = await this.count(request, response, path);
    if (wait > 0) return this.turnAway(request, response, { because: 'tooMany', retryAfterSeconds: wait });
    const route = engineRoute(path);
    const isLong = path === BRANDS && (await this.mayUploadBrands(request));
    const most = route ? MOST_OF_ENGINE : isLong ? MOST_OF_BRANDS : MOST;
    const body = await receive(request, most);
    if (body === 'cutOff') return;
    if (body === 'tooLarge') return this.turnAway(request, response, { because: 'tooLarge', most });
    // The documents are made of settings and of keys in memory.
    if (this.commits.isFileAway && !HEALTH.test(path) && !this.documents.areAt(path))
      return plainly(response, this.turningAway(request, NOT_SAVED));
    if (this.isTooMuch(request, path)) return plainly(response, this.turningAway(request, SATURATED));
    this.load.begin(response);
    this.documents.keep(request, response);
    if (!route) {
      others(body.length > 0 ? copyOf(request, { body }) : request);
      return;
    }
    if (!route.methods.includes(request.method!) && !isPreflight(route, request)) {
      answerMethod(route, request, response);
      return;
    }
    const unreadable = formNotRead(route, request, body);
    if (unreadable) {
      plainly(response, unreadable);
      return;
    }
    const readable = await this.prepared(path, request, body, response);
    if (readable) this.engine.handle(readable, response);
  }

  /** A large body is received only from a caller with a valid access token. */
  private async mayUploadBrands({ headers: { authorization = '' } }: IncomingMessage): Promise<boolean> {
    const [, token] = /^Bearer ([^ ]+)$/i.exec(authorization) ?? [];
    return token !== undefined && (await this.accessTokens.verifyForApi(token)) !== undefined;
  }

  /** @returns the seconds to wait; 0 when the request may be answered. */
  private async count(request: IncomingMessage, response: ServerResponse, path: string): Promise<number> {
    const kind = requestKind(request.method ?? '', path);
    if (kind === 'reads' || kind === 'proven') return 0;
    const address = addressOfRequest();
    if (this.isExempt(address)) return 0;
    response.once('finish', () => {
      if (response.statusCode >= 400 && response.statusCode < 500 && response.statusCode !== 429)
        void this.requests.take(address, COST_OF_REFUSAL - 1);
    });
    return (
      (await this.requests.take(address)) || (kind === 'begins' ? await this.beginnings.take(address) : 0)
    );
  }

  private async turnAway(
    request: IncomingMessage,
    response: ServerResponse,
    turning: TurnAwayReason,
  ): Promise<void> {
    await this.answer(request, response, this.turningAway(request, turning));
  }

  private turningAway(request: IncomingMessage, turning: TurnAwayReason): PlainAnswer {
    if (this.observers.areThere) this.observers.tell('turnedAway', turning.because);
    return turnedAway(request, turning, this.pages);
  }

  /** Whether the server has so much to do that this request must wait for another moment. */
  private isTooMuch({ method }: IncomingMessage, path: string): boolean {
    const { pressure } = this.load;
    if (pressure < PRESSURE_FOR_BEGINNINGS || HEALTH.test(path)) return false;
    return pressure >= PRESSURE_FOR_ALL || requestKind(method ?? '', path) === 'begins';
  }

  /** A header that only a trusted proxy may set, because clients could write anything into it. */
  private headerOfProxy({ headers, socket }: IncomingMessage, name: string): string | string[] | undefined {
    const header = headers[name];
    return header !== undefined && this.isProxy(socket.remoteAddress) ? header : undefined;
  }

  /** Tells the observers when a request came, and when its answer is over. */
  private observe(request: IncomingMessage, response: ServerResponse): SeenRequest {
    const seen: SeenRequest = { startedAt: performance.now() };
    const { method = '', url = '' } = request;
    const path = url.split('?', 1)[0]!;
    const parent = this.headerOfProxy(request, 'traceparent');
    this.observers.tell('requestBegan', seen, typeof parent === 'string' ? parent : undefined);
    response.once('close', () => {
      const status = response.writableFinished ? response.statusCode : undefined;
      const route = this.documents.areAt(path) ? path : routeOf(path, response);
      this.observers.tell('requestEnded', seen, { route, method, status, endedAt: performance.now() });
    });
    return seen;
  }

  private async answer(
    request: IncomingMessage,
    response: ServerResponse,
    answer: PlainAnswer,
  ): Promise<void> {
    if (hasBody(request)) await answerAndClose(request, response, answer);
    else plainly(response, answer);
  }

  /** @returns the request for the engine; undefined when it has already been answered. */
  private async prepared(
    path: string,
    request: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
  ): Promise<IncomingMessage | undefined> {
    if (BY_FORM_TOO.has(path)) {
      if (isRead(request)) return respelled(await this.posted.recall(request, path), this.resources.known);
      if (request.method !== 'POST') return request;
      const form = formOf(request, body);
      // A body that is not a form is treated as a request without parameters. The engine has a page for that.
      if (!form) return asGet(request, path);
      const location = await this.posted.keep(form, path).catch((error: unknown) => {
        if (error instanceof PostedRequestTooLongError) return undefined;
        throw error;
      });
      if (location === undefined) {
        await this.turnAway(request, response, { because: 'tooLarge', most: MOST_OF_ENGINE });
        return undefined;
      }
      response.writeHead(303, { location, 'cache-control': 'no-store' }).end();
      return undefined;
    }
    if (path === '/introspect') {
      const authorization = await this.bearers.authorization(request);
      if (authorization === REFUSED) return refuseBearer(response);
      if (authorization) request.headers.authorization = authorization;
    }
    const form = request.method === 'POST' ? formOf(request, body) : undefined;
    if (!form && isRead(request)) return respelled(request, this.resources.known);
    if (!form) return hasBody(request) ? replay(request, body) : request;
    if (JWT_PARAMETERS.some((name) => isJwtNestedTooDeep(form.get(name) ?? '')))
      return refuseDeepJwt(response);
    const isRespelled = respell(form, this.resources.known);
    const isNamed = path === '/token' && (await this.refreshing.name(form, request.headers));
    CHANGED[path]?.(form);
    const isChanged = isRespelled || isNamed || CHANGED[path];
    return replay(request, isChanged ? Buffer.from(form.toString()) : body);
  }

  /** Answers when the database did not answer, or when there was no room. */
  private failed(error: unknown, response: ServerResponse): void {
    if (response.destroyed || response.headersSent) return;
    if (error instanceof errors.TemporarilyUnavailable) {
      const turning = { because: 'noRoom', retryAfterSeconds: COME_BACK_SECONDS } as const;
      plainly(response, this.turningAway(response.req, turning));
      return;
    }
    const reference = newReference();
    this.log.error(`${reference} ${errorForLog(error)}`, error instanceof Error ? error.stack : undefined);
    const problem = { error: 'server_error', error_description: `something went wrong (${reference})` };
    response.writeHead(500, { 'content-type': 'application/json' }).end(JSON.stringify(problem));
  }
}

/** Whether the browser of a page of another origin asks what the page may send. Only browsers send this. */
function isPreflight(route: EngineRoute, { method, headers }: IncomingMessage): boolean {
  return (
    isForOtherOrigins(route) && method === 'OPTIONS' && headers['access-control-request-method'] !== undefined
  );
}

/** Answers `OPTIONS` with the methods of the address, and any other unknown method with an error. */
function answerMethod({ methods }: EngineRoute, { method }: IncomingMessage, response: ServerResponse): void {
  const allow = allowHeader(methods);
  if (method === 'OPTIONS') response.writeHead(204, { allow }).end();
  else plainly(response, problemAnswer(wrongMethod(allow), { allow }));
}

/**
 * A form must be sent uncompressed and with its media type. Otherwise its fields would be missing, and the engine would
 * do something that was not asked for (RFC 9110 section 15.5.16). At most addresses the engine itself refuses a wrong
 * media type.
 */
function formNotRead(route: EngineRoute, request: IncomingMessage, body: Buffer): PlainAnswer | undefined {
  if (request.method !== 'POST' || body.length === 0) return undefined;
  const { 'content-encoding': encoding = 'identity' } = request.headers;
  if (encoding.toLowerCase() !== 'identity') {
    const detail = 'Send the form as it is, without content encoding.';
    const headers = { 'accept-encoding': 'identity' };
    const problem = new Problem(415, 'The content encoding of the request body is not supported', { detail });
    if (!isForOtherOrigins(route)) return problemAnswer(problem, headers);
    const answer = { error: 'invalid_request', error_description: `${problem.message}. ${detail}` };
    return {
      status: 415,
      headers: { ...headers, 'cache-control': 'no-store', 'content-type': 'application/json' },
      body: JSON.stringify(answer),
    };
  }
  if (!route.path.startsWith('/logout') || mediaTypeOf(request) === FORM_TYPE) return undefined;
  return problemAnswer(
    new Problem(415, 'The media type of the request body is not supported', {
      detail: `Send it as ${FORM_TYPE}.`,
    }),
    { accept: FORM_TYPE },
  );
}

function plainly(response: ServerResponse, { status, headers, body }: PlainAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) }).end(body);
}

/** RFC 6750 section 3.1. */
function refuseBearer(response: ServerResponse): undefined {
  const error = 'invalid_token';
  const error_description = 'the access token is not valid, or does not allow introspection';
  response
    .writeHead(401, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'www-authenticate': `Bearer realm="wardkey", error="${error}", error_description="${error_description}"`,
    })
    .end(JSON.stringify({ error, error_description }));
}

/** RFC 6749 section 5.2. */
function refuseDeepJwt(response: ServerResponse): undefined {
  const error_description = 'a JWT of this request is nested too deep';
  response
    .writeHead(400, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify({ error: 'invalid_request', error_description }));
}

/**
 * The hint of the caller is replaced: the text of a token says more. A token that is not found by the hint is searched
 * for everywhere (RFC 7662 section 2.1, RFC 7009 section 2.1).
 */
function tokenOfEitherKind(form: URLSearchParams): void {
  const [token, ...others] = form.getAll('token');
  if (token === undefined || others.length > 0) return;
  form.set('token', asOpaqueHandle(token));
  if (form.getAll('token_type_hint').length < 2)
    form.set('token_type_hint', isJwt(token) ? 'access_token' : 'refresh_token');
}

function offlineAccessWithoutPrompt(form: URLSearchParams): void {
  const prompt = promptForOfflineAccess(form.get('scope'), form.get('prompt'));
  if (prompt !== undefined && form.getAll('prompt').length < 2) {
    form.set('prompt', prompt);
    form.set(CONSENT_ADDED, '1');
  }
}

/** HEAD is answered as GET is, without the body (RFC 9110 section 9.3.2). */
function isRead({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}
