import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  UseInterceptors,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { defer, from, lastValueFrom, type Observable } from 'rxjs';
import { sha256 } from '#src/crypto/handle.js';
import { Problem, unacceptable } from '#src/http/answers/problem.js';
import type { ApiActor } from '../authentication/api-actor.js';
import { ApiHeader } from '../documentation/annotations.js';
import { IdempotentRequestStore } from './idempotent-request.store.js';

const HEADER = 'Idempotency-Key';
/** A string of RFC 8941 section 3.3.3, as the draft says, or the same without quotes, as most clients send it. */
const KEY = /^(?:"([!#-[\]-~]{1,255})"|([!#-[\]-~]{1,255}))$/;

/** What of an answer is repeated. The status is always that of the operation. */
interface Answer {
  body: unknown;
  headers: Record<string, string>;
}

const REPEATED_HEADERS = ['Location', 'ETag'];

/**
 * Makes a POST that creates something safe to repeat (draft-ietf-httpapi-idempotency-key-header): a request with the
 * same key and the same content gets the answer of the first one, at any node, and nothing is made twice.
 */
@Injectable()
export class Idempotency implements NestInterceptor {
  constructor(private readonly requests: IdempotentRequestStore) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request & { user: ApiActor }>();
    const header = request.headers['idempotency-key'];
    if (header === undefined) return next.handle();
    return defer(() => from(this.once(String(header), request, http.getResponse<Response>(), next)));
  }

  private async once(
    header: string,
    request: Request & { user: ApiActor },
    response: Response,
    next: CallHandler,
  ): Promise<unknown> {
    const [, quoted, bare] = KEY.exec(header.trim()) ?? [];
    const key = quoted ?? bare;
    if (key === undefined)
      throw unacceptable([
        {
          field: HEADER,
          message: 'must be 1 to 255 visible ASCII characters without spaces, such as a UUID',
        },
      ]);
    const { method, path, body, headers, user } = request;
    const keyHash = sha256(JSON.stringify([key, user.clientId, user.accountId ?? null, method, path]));
    const requestHash = sha256(JSON.stringify([body ?? null, headers['if-match'] ?? null]));
    const begun = await this.requests.begin(keyHash, requestHash);
    if (begun === 'another request')
      throw new Problem(422, 'The idempotency key belongs to another request', {
        detail: 'This key came before with other content. Send a new key with a new request.',
      });
    if (begun === 'under way')
      throw new Problem(409, 'The request with this idempotency key is still under way', {
        detail: 'Send it again in a moment, to get its answer.',
      });
    if (begun !== 'begun') return repeated(begun.answer as Answer, response);
    try {
      const made: unknown = await lastValueFrom(next.handle());
      await this.requests.end(keyHash, { body: made, headers: headersOf(response) } satisfies Answer);
      return made;
    } catch (error) {
      // Where nothing can be written any more, this cannot be either, and the whole request is undone.
      await this.requests.forget(keyHash).catch(() => undefined);
      throw error;
    }
  }
}

/** For an operation that creates something: it takes an `Idempotency-Key`. */
export const Idempotent = (): MethodDecorator =>
  applyDecorators(
    UseInterceptors(Idempotency),
    ApiHeader({
      name: HEADER,
      required: false,
      description:
        'Makes it safe to send the request again when its answer was lost (draft-ietf-httpapi-idempotency-key-header). A new value for each new request, such as a UUID. For 24 hours, the same key with the same content gets the first answer again; with other content it is refused (422), and while the first request is under way, too (409).',
      schema: { type: 'string', pattern: KEY.source, example: '8e03978e-40d5-43dd-bc93-6894a57f9324' },
    }),
  );

function headersOf(response: Response): Record<string, string> {
  const present = REPEATED_HEADERS.map((name) => [name, response.getHeader(name)] as const);
  return Object.fromEntries(present.filter(([, value]) => value !== undefined)) as Record<string, string>;
}

function repeated({ body, headers }: Answer, response: Response): unknown {
  response.set(headers);
  return body;
}
