import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { catchError, type Observable } from 'rxjs';
import { AccountChangedError, EmailTakenError, ExternalIdTakenError } from '#src/accounts/errors.js';
import {
  DefinitionChangedError,
  FirstAdministratorError,
  NoSuchAccountError,
  NoSuchTestError,
  NotAllowedError,
  UnknownFhirServerError,
  UnsoundAccountError,
  UnusableProviderError,
} from '#src/administration/errors.js';
import { ChangedMeanwhileError } from '#src/database/atomically.js';
import { SigningKeyError } from '#src/keys/errors.js';
import { PreviewQuestionError } from '#src/authorization-server/preview/previewed-people.js';
import { ConfigurationError } from '#src/config/problems.js';
import { DefinitionNotChangedError } from '#src/definitions/errors.js';
import { Problem, unacceptable } from '#src/http/answers/problem.js';
import { ClaimsUnusableError } from '#src/sign-in/claimed-identity.js';
import { LastAdministratorError } from '#src/roles/errors.js';

/** Answers the errors of the rooms below with problem details. This is the only such table of the API. */
export class ErrorsAsProblems implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      catchError((error: unknown) => {
        throw asProblem(error);
      }),
    );
  }
}

export function changedInBetween(what = 'account'): Problem {
  return new Problem(412, `The ${what} is not at the version in If-Match`, {
    detail: `The ${what} has changed since you read it. Read it again and repeat the change with the new ETag.`,
  });
}

/** What is wrong in a definition: with one of its settings, or with all of it. */
function unusableDefinition({ problems }: ConfigurationError): Problem {
  const errors = problems
    .filter(({ path }) => path !== '')
    .map(({ path, message }) => ({ field: path, message }));
  const ofWhole = problems.filter(({ path }) => path === '').map(({ message }) => message);
  return new Problem(400, 'The request cannot be accepted', {
    ...(ofWhole.length > 0 ? { detail: ofWhole.join('; ') } : {}),
    ...(errors.length > 0 ? { errors } : {}),
  });
}

export function asProblem(error: unknown): unknown {
  if (error instanceof NoSuchAccountError) return new Problem(404, 'There is no such account or link');
  if (error instanceof AccountChangedError) return changedInBetween();
  if (error instanceof DefinitionChangedError) return changedInBetween(error.kind.noun);
  if (error instanceof ConfigurationError) return unusableDefinition(error);
  if (error instanceof DefinitionNotChangedError)
    return error.code.startsWith('unknown_')
      ? new Problem(404, 'There is nothing at this address', { detail: error.message })
      : new Problem(409, 'The request conflicts with the present state', { detail: error.message });
  if (error instanceof PreviewQuestionError)
    return unacceptable([{ field: error.field, message: error.message }]);
  if (error instanceof ClaimsUnusableError)
    return unacceptable([{ field: error.field, message: error.message }]);
  if (error instanceof UnknownFhirServerError)
    return unacceptable([{ field: 'fhirServer', message: error.message }]);
  if (error instanceof NoSuchTestError) return new Problem(404, error.message);
  if (error instanceof UnusableProviderError)
    return new Problem(409, 'The request conflicts with the present state', { detail: error.message });
  if (error instanceof UnsoundAccountError) return unacceptable([...error.problems]);
  if (error instanceof EmailTakenError)
    return unacceptable([{ field: 'email', message: 'is the address of another account' }], 409);
  if (error instanceof ExternalIdTakenError)
    return unacceptable(
      [{ field: 'externalId', message: 'is the external id of another account at this identity provider' }],
      409,
    );
  if (error instanceof SigningKeyError)
    return error.code === 'unknown_key'
      ? new Problem(404, 'There is no such key')
      : new Problem(409, 'The request conflicts with the present state', { detail: error.message });
  if (error instanceof ChangedMeanwhileError)
    return new Problem(409, 'The request conflicts with the present state', { detail: error.message });
  if (error instanceof FirstAdministratorError)
    return new Problem(409, 'The request cannot be accepted', { detail: error.message });
  if (error instanceof NotAllowedError)
    return new Problem(403, 'You may not do this', { detail: error.message });
  if (error instanceof LastAdministratorError)
    return new Problem(409, 'The request conflicts with the present state', { detail: error.message });
  return error;
}
