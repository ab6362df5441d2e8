import { type ArgumentMetadata, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { type FieldProblem, unacceptable } from '#src/http/answers/problem.js';
import { NAMES_OF_EVERY_OBJECT } from './members.js';

const UNKNOWN = 'is not known here';
const NO_NAMES = new Set(NAMES_OF_EVERY_OBJECT);

class DtoValidation extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const problems =
      metadata.type === 'query' ? [...repeated(value), ...namesOfObjects(value)] : namesOfObjects(value);
    if (problems.length > 0) throw unacceptable(problems);
    return (await super.transform(value, metadata)) as unknown;
  }
}

/**
 * Reads bodies and queries into their DTOs. An unknown member is refused by name, because ignoring it would hide a
 * mistake.
 */
export const dtoValidation = new DtoValidation({
  transform: true,
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  stopAtFirstError: true,
  exceptionFactory: (errors) => unacceptable(errors.flatMap((error) => fieldProblems(error))),
});

function fieldProblems(error: ValidationError, path = ''): FieldProblem[] {
  const field = path === '' ? error.property : `${path}.${error.property}`;
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    field,
    message: rule === 'whitelistValidation' ? UNKNOWN : message,
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldProblems(child, field))];
}

/** A repeated parameter could be read in two ways. */
function repeated(query: unknown): FieldProblem[] {
  return Object.entries(query ?? {}).flatMap(([field, value]) =>
    Array.isArray(value) ? [{ field, message: 'occurs more than once' }] : [],
  );
}

function namesOfObjects(value: unknown, path = ''): FieldProblem[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const field = path === '' ? name : `${path}.${name}`;
    return NO_NAMES.has(name) ? [{ field, message: UNKNOWN }] : namesOfObjects(inner, field);
  });
}
