import { ApiError } from '../api/api-error.js';
import { becomeFirstAdministrator, type Caller, readCaller } from '../api/caller.js';
import { FACTS } from '../facts.js';
import { answerBeside, comeBack, SIGNED_OUT, signIn } from '../sign-in/sign-in.js';

/** What the person gets to see first. */
export type Beginning =
  | { kind: 'ready'; caller: Caller }
  | { kind: 'noRole'; caller: Caller }
  | { kind: 'first'; caller: Caller }
  | { kind: 'notFirst'; why: string }
  | { kind: 'nobody' }
  | { kind: 'signedOut' }
  | { kind: 'beside' }
  | { kind: 'otherAddress' }
  | { kind: 'failed'; why?: 'unreachable' };

const FIRST = '#first=';

/** Reads the address by which the person came, and signs them in as far as that needs nobody to be asked. */
export async function beginning(): Promise<Beginning> {
  if (location.origin !== FACTS.issuer) return { kind: 'otherAddress' };
  try {
    const { pathname, hash, searchParams } = new URL(location.href);
    if (pathname === '/admin/signed-in') return answerBeside() ? { kind: 'beside' } : await afterSignIn();
    if (searchParams.get('state') === SIGNED_OUT) {
      history.replaceState(null, '', '/admin/');
      return { kind: 'signedOut' };
    }
    if (hash.startsWith(FIRST)) {
      // The code is worth a role, so it does not stay in the address and the history.
      history.replaceState(null, '', '/admin/');
      return await signIn({ place: '', first: hash.slice(FIRST.length) });
    }
    if (FACTS.nobodyIsAdministrator) return { kind: 'nobody' };
    return await signIn();
  } catch (error) {
    return { kind: 'failed', ...(isSilence(error) ? { why: 'unreachable' as const } : {}) };
  }
}

async function afterSignIn(): Promise<Beginning> {
  const { first } = await comeBack();
  try {
    if (first !== undefined) await becomeFirstAdministrator(first);
  } catch (error) {
    if (error instanceof ApiError && error.status !== 0) return { kind: 'notFirst', why: error.message };
    throw error;
  }
  const caller = await readCaller();
  if (first !== undefined) return { kind: 'first', caller };
  return { kind: caller.permissions.length === 0 ? 'noRole' : 'ready', caller };
}

/** Whether the server did not answer, or not as it should. The browser says so with a TypeError. */
function isSilence(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof ApiError && error.status === 0);
}
