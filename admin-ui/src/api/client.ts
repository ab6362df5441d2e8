import createClient from 'openapi-fetch';
import { accessToken, refuse, signIn, SignedOutError } from '../sign-in/sign-in.js';
import { signedInAgain } from '../sign-in/again.js';
import { ApiError } from './api-error.js';
import type { paths } from './schema.js';

/** The API with its types. Each call answers, or throws an ApiError. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: withToken });

/** What a route answered, and the version of it. */
export async function answerOf<T>(
  call: Promise<{ data?: T; response: Response }>,
): Promise<{ data: T; etag: string | undefined }> {
  const { data, response } = await call;
  return { data: data as T, etag: response.headers.get('etag') ?? undefined };
}

async function withToken(request: Request): Promise<Response> {
  const reads = request.method === 'GET';
  for (;;) {
    const token = await accessToken().catch((error: unknown) => overTo(error, reads));
    // A request can be sent once, and it may have to be sent again.
    const answer = await fetch(authorized(request.clone(), token)).catch(() => {
      throw ApiError.unreachable();
    });
    if (answer.ok || answer.status === 304) return answer;
    if (answer.status !== 401) throw await ApiError.of(answer);
    const challenge = answer.headers.get('www-authenticate') ?? '';
    // RFC 9470: the sign-in is good, but too long ago for this.
    if (challenge.includes('insufficient_user_authentication')) await signedInAgain('recent');
    else await refuse(token).catch((error: unknown) => overTo(error, reads));
  }
}

/** The sign-in is over. A page that is only read can be left; what somebody has typed in must not be lost. */
async function overTo(error: unknown, reads: boolean): Promise<string> {
  if (!(error instanceof SignedOutError)) throw ApiError.unreachable();
  if (reads) return signIn();
  await signedInAgain('ended');
  return accessToken();
}

function authorized(request: Request, token: string): Request {
  request.headers.set('authorization', `Bearer ${token}`);
  return request;
}
