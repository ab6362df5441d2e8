/** Why the person has to sign in again before the server does what was asked. */
export type Reason = 'ended' | 'recent';

/** Somebody must say that they want to. */
export interface Wish {
  reason: Reason;
  /** Goes on with what was asked. */
  done(): void;
  /** Gives up what was asked. */
  leave(): void;
}

/** The person did not sign in again. Nothing was changed. */
export class NotSignedInAgainError extends Error {
  constructor() {
    super('wardkey.again.left');
  }
}

let wish: Wish | undefined;
const listeners = new Set<() => void>();

function set(next: Wish | undefined): void {
  wish = next;
  for (const listener of listeners) listener();
}

/**
 * Waits until the person has signed in again. Until then the page stays as it is, and what was typed in stays, too.
 *
 * @throws NotSignedInAgainError
 */
export function signedInAgain(reason: Reason): Promise<void> {
  return new Promise((resolve, reject) => {
    const earlier = wish;
    set({
      reason,
      done: () => {
        set(undefined);
        earlier?.done();
        resolve();
      },
      leave: () => {
        set(undefined);
        earlier?.leave();
        reject(new NotSignedInAgainError());
      },
    });
  });
}

/** For useSyncExternalStore. */
export const wishes = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  present: (): Wish | undefined => wish,
};
