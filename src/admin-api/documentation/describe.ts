import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ProblemRepresentation } from './problem-representation.js';

/** How each status is to be understood, alike for all operations. */
const PROBLEMS = {
  400: 'A member of the request cannot be accepted or is not known; `errors` names it.',
  401: 'No valid access token. `WWW-Authenticate` says so (RFC 6750).',
  403: 'The access token does not hold the scope of this operation; `WWW-Authenticate` names it.',
  404: 'There is nothing of that name.',
  409: 'Something else stands against it; `detail` says what.',
  412: 'The account has changed since it was read.',
  428: '`If-Match` is required.',
} as const;

/** An operation in words, with the problems it may answer; 401 and 403 are every operation’s. */
export function Describe(
  operationId: string,
  summary: string,
  facts: { description?: string; problems?: Array<keyof typeof PROBLEMS> } = {},
): MethodDecorator {
  const statuses = [...(facts.problems ?? []), 401, 403] as const;
  return applyDecorators(
    ApiOperation({ operationId, summary, ...(facts.description ? { description: facts.description } : {}) }),
    ApiExtraModels(ProblemRepresentation),
    ...statuses.map((status) =>
      ApiResponse({
        status,
        description: PROBLEMS[status],
        content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemRepresentation) } } },
      }),
    ),
  );
}

/** The response header that a later `If-Match` repeats. */
export const ETAG = {
  ETag: {
    description: 'Stands for this version of the account (RFC 9110 section 8.8.3).',
    schema: { type: 'string' as const, example: '"3"' },
  },
};

export const RequiresIfMatch = () =>
  ApiHeader({
    name: 'If-Match',
    required: true,
    description: 'The `ETag` of the account as it was read, or `*` to change it whatever it has become.',
    schema: { type: 'string', example: '"3"' },
  });
