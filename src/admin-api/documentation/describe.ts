import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { Tagged } from '#src/http/answers/tagged.js';
import { ProblemRepresentation } from './problem-representation.js';

/** What each status means, the same for all operations. */
const PROBLEMS = {
  400: 'The request cannot be read, or a member of it cannot be accepted or is not known; `errors` names it.',
  401: 'No valid access token. `WWW-Authenticate` says so (RFC 6750).',
  403: 'The access token does not hold the scope of this operation; `WWW-Authenticate` names it.',
  404: 'There is nothing of that name.',
  409: 'Something else stands against it; `errors` or `detail` says what.',
  412: 'What is there is not what `If-Match` names: it has changed since it was read.',
  413: 'The request body is too large.',
  415: 'The request body is of another media type, charset or content encoding.',
  428: '`If-Match` is required.',
} as const;

/** The errors of every operation. An operation that takes no body refuses a body with one of them. */
const OF_ALL = [400, 401, 403, 413, 415] as const;
const CHALLENGE = {
  'WWW-Authenticate': {
    description: 'What is missing (RFC 6750 section 3).',
    schema: { type: 'string' as const },
  },
};

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
        ...(status === 401 || status === 403 ? { headers: CHALLENGE } : {}),
        content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemRepresentation) } } },
      }),
    ),
  );
}

function entityTag(of: string, example = '"3"') {
  return {
    ETag: {
      description: `Stands for this version of ${of} (RFC 9110 section 8.8.3).`,
      schema: { type: 'string' as const, example },
    },
  };
}

/** The response header that a later `If-Match` repeats. */
export const ETAG = entityTag('the account');
export const TAG_OF_PAGE = entityTag('what is listed', 'W/"6f2HkBcHvlkL0LmXoWJr9g"');
export const TAG_OF_BRANDS = entityTag('the brands');

const TAG = '(W/)?"[!#-~\\u0080-\\u00ff]*"';
/** A list of entity tags (RFC 9110 section 8.8.3). */
const TAGS = `${TAG}([ \\t]*,[ \\t]*${TAG})*`;
const OF_ACCOUNT = 'the `ETag` of the account as it was read';

function ifMatch(required: boolean, tag: string): MethodDecorator {
  const otherwise = required ? '' : ' Without it the change is made in any case.';
  return ApiHeader({
    name: 'If-Match',
    required,
    description: `${tag.charAt(0).toUpperCase()}${tag.slice(1)}, several of them, or \`*\` for whatever it has become (RFC 9110 section 13.1.1).${otherwise}`,
    schema: { type: 'string', pattern: `^(\\*|${TAGS})$`, example: '*' },
  });
}

export const RequiresIfMatch = () => ifMatch(true, OF_ACCOUNT);
/** @param tag says where the caller got the entity tag. */
export const TakesIfMatch = (tag = OF_ACCOUNT) => ifMatch(false, tag);

/** For a route that answers 304 when the caller already has the present version. */
export const MayBeUnchanged = () =>
  applyDecorators(
    Tagged(),
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description: 'The `ETag` of what was read before (RFC 9110 section 13.1.2).',
      schema: { type: 'string' },
    }),
    ApiResponse({ status: 304, description: 'It is what `If-None-Match` names.' }),
  );
