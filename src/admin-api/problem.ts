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
