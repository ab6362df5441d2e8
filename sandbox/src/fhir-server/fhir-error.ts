import { type OperationOutcome, type OperationOutcomeIssue } from '@medplum/fhirtypes';

type IssueCode = OperationOutcomeIssue['code'];

/** A failure with its HTTP status. Everything in it may be shown to the client. */
export class FhirError extends Error {
  constructor(
    readonly status: number,
    readonly code: IssueCode,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** 401: the token is missing, or this server does not accept it. */
export const unauthorized = (message: string, isMissing = false) =>
  new FhirError(401, 'login', message, {
    'WWW-Authenticate': isMissing ? 'Bearer' : 'Bearer error="invalid_token"',
  });

/** 403: the token is valid but does not permit this request. */
export const forbidden = (message: string) => new FhirError(403, 'forbidden', message);

/** 400: the request is wrong. */
export const badRequest = (message: string, code: IssueCode = 'invalid') => new FhirError(400, code, message);

/** An OperationOutcome with one issue. */
export function operationOutcome(
  code: IssueCode,
  diagnostics: string,
  severity: OperationOutcomeIssue['severity'] = 'error',
): OperationOutcome {
  return { resourceType: 'OperationOutcome', issue: [{ severity, code, diagnostics }] };
}
