import { HttpException } from '@nestjs/common';

export const PROBLEM_TYPE = 'application/problem+json';

/** One member of a request that cannot be accepted, with its place in the body or query. */
export interface FieldProblem {
  field: string;
  message: string;
}

/** An error of this API as RFC 9457 problem details. */
export class Problem extends HttpException {
  constructor(status: number, title: string, more: { detail?: string; errors?: FieldProblem[] } = {}) {
    super({ type: 'about:blank', title, status, ...more }, status);
    this.message = title;
  }
}

/** An answer that is sent without the framework. */
export interface PlainAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** A problem as an answer without the framework. */
export function problemAnswer(problem: Problem, headers: Record<string, string> = {}): PlainAnswer {
  return {
    status: problem.getStatus(),
    headers: { ...headers, 'cache-control': 'no-store', 'content-type': PROBLEM_TYPE },
    body: JSON.stringify(problem.getResponse()),
  };
}

/** The problem of a request with members that cannot be accepted. */
export function unacceptable(errors: FieldProblem[], status = 400): Problem {
  return new Problem(status, 'The request cannot be accepted', { errors });
}
