/** Problem details (RFC 9457), as this API sends them. */
interface Problem {
  title?: string;
  detail?: string;
  errors?: Array<{ field: string; message: string }>;
  reference?: string;
}

/** The API did not do what was asked. */
export class ApiError extends Error {
  /** The forms of react-admin show what is in here at their fields. */
  readonly body: { errors?: Record<string, string> };

  constructor(
    readonly status: number,
    problem: Problem,
  ) {
    const errors = Object.fromEntries((problem.errors ?? []).map(({ field, message }) => [field, message]));
    super(textOf(problem));
    this.body = Object.keys(errors).length > 0 ? { errors } : {};
  }

  static async of(answer: Response): Promise<ApiError> {
    const problem = await answer.json().catch(() => ({}));
    return new ApiError(answer.status, problem as Problem);
  }

  /** The server does not answer. */
  static unreachable(): ApiError {
    return new ApiError(0, { title: 'wardkey.unreachable' });
  }
}

function textOf({ title = 'wardkey.unknownProblem', detail, errors = [], reference }: Problem): string {
  if (errors.length > 0) return errors.map(({ field, message }) => `${field} ${message}`).join('; ');
  return [detail ?? title, reference && `(${reference})`].filter(Boolean).join(' ');
}
