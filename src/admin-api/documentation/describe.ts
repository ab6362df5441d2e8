import { applyDecorators } from '@nestjs/common';
import { Tagged } from '#src/http/answers/tagged.js';
import { ApiExtraModels, ApiHeader, ApiOperation, ApiResponse, schemaOf } from './annotations.js';
import { ProblemRepresentation } from './problem-representation.js';

/** What each status means, the same for all operations. */
const PROBLEMS = {
  400: 'The request cannot be read, or one of its members is not accepted or not known; `errors` names the member.',
  401: 'The request has no valid access token; see `WWW-Authenticate` (RFC 6750).',
  403: 'The access token does not have the scope of this operation (`WWW-Authenticate` names it), or the caller may not do this to this resource.',
  404: 'There is no resource at this address.',
  409: 'The request conflicts with the present state; `errors` or `detail` says how.',
  412: 'The resource has changed since the version that `If-Match` names.',
  413: 'The request body is too large.',
  415: 'The request body has a media type, charset or content encoding that is not accepted.',
  422: 'The `Idempotency-Key` belongs to an earlier request with other content.',
  428: '`If-Match` is required.',
} as const;

/** The errors of every operation. An operation that takes no body refuses a body with one of them. */
const OF_ALL = [400, 401, 403, 413, 415] as const;
const challenge = (required: boolean) => ({
  'WWW-Authenticate': {
    description: 'Why the token was refused (RFC 6750 section 3, RFC 9470 section 3).',
    required,
    schema: { type: 'string' as const },
  },
});

/** Describes an operation in words, with the errors that it has besides those of every operation. */
export function Describe(
  operationId: string,
  summary: string,
  facts: {
    description?: string;
    problems?: Array<Exclude<keyof typeof PROBLEMS, (typeof OF_ALL)[number]>>;
  } = {},
): MethodDecorator {
  const statuses = [...OF_ALL, ...(facts.problems ?? [])] as const;
  return applyDecorators(
    ApiOperation({ operationId, summary, ...(facts.description ? { description: facts.description } : {}) }),
    ApiExtraModels(ProblemRepresentation),
    ...statuses.map((status) =>
      ApiResponse({
        status,
        description: PROBLEMS[status],
        ...(status === 401 || status === 403 ? { headers: challenge(status === 401) } : {}),
        content: { 'application/problem+json': { schema: schemaOf(ProblemRepresentation) } },
      }),
    ),
  );
}

function entityTag(what: string, example = '"3"') {
  return {
    ETag: {
      description: `The present version of ${what} (RFC 9110 section 8.8.3).`,
      schema: { type: 'string' as const, example },
    },
  };
}

/** The response header that a later `If-Match` repeats. */
export const ETAG = entityTag('the account');
export const TAG_OF_PAGE = entityTag('the list', 'W/"6f2HkBcHvlkL0LmXoWJr9g"');
export const TAG_OF_CLIENT = entityTag('the client', '"3.1f0c9a77d2e4"');
export const TAG_OF_PROVIDER = entityTag('the identity provider', '"3.1f0c9a77d2e4"');
export const TAG_OF_BRANDS = entityTag('the brands');

const TAG = '(W/)?"[!#-~\\u0080-\\u00ff]*"';
/** A list of entity tags (RFC 9110 section 8.8.3). */
const TAGS = `${TAG}([ \\t]*,[ \\t]*${TAG})*`;
const OF_ACCOUNT = 'the `ETag` that came with the account when it was read';
export const OF_CLIENT = 'the `ETag` that came with the client when it was read';
export const OF_PROVIDER = 'the `ETag` that came with the identity provider when it was read';

function ifMatch(required: boolean, tag: string): MethodDecorator {
  const otherwise = required
    ? ''
    : ' Without this header the change is made whatever the present version is.';
  return ApiHeader({
    name: 'If-Match',
    required,
    description: `${tag.charAt(0).toUpperCase()}${tag.slice(1)}, a list of such tags, or \`*\` for any version (RFC 9110 section 13.1.1).${otherwise}`,
    schema: { type: 'string', pattern: `^(\\*|${TAGS})$`, example: '*' },
  });
}

/** @param tag says where the caller got the entity tag. */
export const RequiresIfMatch = (tag = OF_ACCOUNT) => ifMatch(true, tag);
export const TakesIfMatch = (tag = OF_ACCOUNT) => ifMatch(false, tag);

/** For a route that answers 304 when the caller already has the present version. */
export const MayBeUnchanged = () =>
  applyDecorators(
    Tagged(),
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description: 'The `ETag` of the version that was read before (RFC 9110 section 13.1.2).',
      schema: { type: 'string' },
    }),
    ApiResponse({ status: 304, description: 'The present version is the one that `If-None-Match` names.' }),
  );
