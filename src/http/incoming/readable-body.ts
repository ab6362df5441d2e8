import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { BadRequestException, HttpException, UnsupportedMediaTypeException } from '@nestjs/common';
import { isNestedTooDeep } from './json-depth.js';
import { FORM_TYPE, JSON_TYPE, mediaTypeOf, MERGE_PATCH_TYPE } from './media-types.js';
import { Problem, unacceptable } from '../answers/problem.js';
import { repeatedMember } from './repeated-member.js';
import { hasBody } from './request-body.js';

type Next = (error?: unknown) => void;
type Request = IncomingMessage & { body?: unknown };

/** Paths to which programs send JSON. To all others, people send forms. */
const TAKES_JSON = /^\/(api|register)(\/|$|\?)/;
/**
 * Requests from identity providers. These routes answer an unreadable request themselves: with a page, or as
 * Back-Channel Logout requires.
 */
const FROM_PROVIDERS = /^\/federation\//;

/** Whether the body is read as JSON. */
export function isJson(request: IncomingMessage): boolean {
  return [JSON_TYPE, MERGE_PATCH_TYPE].includes(mediaTypeOf(request) ?? '');
}

/**
 * Checks JSON before the parser reads it. JSON that is nested too deep would use up the parser's stack. JSON that is
 * not UTF-8 (RFC 8259 section 8.1) would be read as other text. Of a member that appears twice, the parser would take
 * the last one.
 */
export function refuseUnreadableJson(
  { headers }: IncomingMessage,
  _response: unknown,
  body: Buffer,
  charset: string,
): void {
  if (charset !== 'utf-8')
    throw new UnsupportedMediaTypeException(`JSON must be UTF-8, not ${charset.slice(0, 40)}`);
  if (!isUtf8(body)) throw new BadRequestException('The request body is not UTF-8');
  if (body.length === 0 && headers['content-encoding'] !== undefined)
    throw new BadRequestException('The request body is empty');
  const text = body.toString('utf8');
  if (isNestedTooDeep(text)) throw new BadRequestException('The request body is nested too deep');
  const field = repeatedMember(text);
  if (field !== undefined) throw unacceptable([{ field, message: 'occurs more than once' }]);
}

/** A member that would reach an object’s prototype is an attack or a mistake, never data. */
export function refusePrototypeKeys(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new SyntaxError('__proto__ is not a member name');
  return value;
}

/**
 * Describes in this server's words why a body parser could not read a body. The parsers' own messages quote the body,
 * or show how they work.
 */
export function bodyNotRead(error: unknown, _request: unknown, _response: unknown, next: Next): void {
  if (error instanceof HttpException) {
    // The parser adds a mark of its own to the error. Nest would answer with that mark instead of the error.
    next(new HttpException(error.getResponse(), error.getStatus()));
    return;
  }
  const { status, type } = error as { status?: unknown; type?: unknown };
  if (status === 413) next(new Problem(413, 'The request body is too large'));
  else if (status === 415)
    next(
      type === 'encoding.unsupported'
        ? new Problem(415, 'The content encoding of the request body is not supported', {
            detail: 'Send it as it is, or compressed by gzip, deflate or br.',
          })
        : new Problem(415, 'The charset of the request body is not supported', {
            detail: 'Send it in UTF-8.',
          }),
    );
  else if (type === 'entity.parse.failed')
    next(
      new Problem(400, 'The request body is not valid JSON', {
        detail: 'It must be one JSON object in UTF-8, without a member named __proto__.',
      }),
    );
  else if (typeof status === 'number' && status < 500)
    next(new Problem(400, 'The request body cannot be read'));
  else next(error);
}

/**
 * Makes sure that only real forms are read as forms: a body of another type is refused. A form without a body has no
 * fields.
 */
export function formsAreForms(request: Request, _response: unknown, next: Next): void {
  const { method, url = '' } = request;
  if (method !== 'POST' || TAKES_JSON.test(url)) return next();
  if (hasBody(request) && mediaTypeOf(request) !== FORM_TYPE) {
    if (!FROM_PROVIDERS.test(url))
      return next(
        new Problem(415, 'The media type of the request body is not supported', {
          detail: `Send it as ${FORM_TYPE}.`,
        }),
      );
    request.body = undefined;
  }
  request.body ??= {};
  next();
}

/**
 * Refuses addresses that cannot be decoded or contain a zero character. Parts of an address are looked up or stored,
 * and PostgreSQL fails on a zero character. The query of an identity provider’s answer is not used in its raw form, so
 * it is not checked.
 */
export function refuseUnreadableAddress({ url = '' }: IncomingMessage, _response: unknown, next: Next): void {
  const [path = ''] = url.split('?', 1);
  const isOurs = /^\/api(\/|$)/i.test(path);
  try {
    const text = decodeURIComponent(isOurs ? url : path);
    const zero = /^\/(api|federation)(\/|$)/i.test(path) && text.includes('\0');
    next(zero ? new BadRequestException('The address contains a zero character') : undefined);
  } catch {
    next(new BadRequestException('The address is not percent-encoded UTF-8'));
  }
}
