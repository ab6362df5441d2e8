import { HttpException } from '@nestjs/common';

/** One member of a request that cannot be accepted, named by where it stands in the body or query. */
export interface FieldProblem {
  field: string;
  message: string;
}

/** An error of this API as RFC 9457 problem details. */
export class Problem extends HttpException {
  constructor(status: number, title: string, more: { detail?: string; errors?: FieldProblem[] } = {}) {
    super({ type: 'about:blank', title, status, ...more }, status);
  }
}

/** The problem of a request some members of which cannot be accepted. */
export function unacceptable(errors: FieldProblem[], status = 400): Problem {
  return new Problem(status, 'The request cannot be accepted', { errors });
}
