import type { SigningKeysSettings } from '#src/config/settings/signing-keys.settings.js';
import { LONGEST_TOKEN_SECONDS } from '#src/config/settings/settings.js';
import { KEY_ALGORITHMS, type KeyAlgorithm, type KeyState, type SigningKey } from './signing-key.entity.js';

const HOUR = 3600;
const DAY = 24 * HOUR;

/**
 * How long a retired key is published. It may have signed a token in its last second, and clocks differ. The longest
 * life that the settings allow counts, not the present one: a token may be from before the settings were changed.
 */
export const RETIRED_SECONDS = LONGEST_TOKEN_SECONDS + HOUR;
/** How long a key that is over can still be seen in the list, and an ID token that it signed can end a session. */
export const REMEMBERED_SECONDS = 90 * DAY;

/** What a key’s state depends on. */
export type DatedKey = Pick<SigningKey, 'kid' | 'alg' | 'state' | 'stateSince'>;
/** The settings of the times. */
export type KeyTimes = Pick<SigningKeysSettings, 'publishHours' | 'rotateAfterDays'>;

/** What happens to a key by itself: it starts to sign, gets a successor, is not published any more, or is forgotten. */
export type KeyStep = 'signs' | 'getsSuccessor' | 'ends' | 'forgotten';

/** Whether tokens of a key in this state are accepted, and its public key is in the JWKS. */
export function isPublished({ state }: Pick<SigningKey, 'state'>): boolean {
  return PUBLISHED.includes(state);
}

/** In the order of the JWKS: software that looks at no `kid` tries the first key. */
const PUBLISHED: readonly KeyState[] = ['current', 'next', 'retired'];

/** Published keys in the order of the JWKS, then the others; each by its algorithm, the latest first. */
export function inOrder<Key extends Pick<SigningKey, 'alg' | 'state' | 'createdAt'>>(
  keys: readonly Key[],
): Key[] {
  const place = ({ state }: Key) => (isPublished({ state }) ? PUBLISHED.indexOf(state) : PUBLISHED.length);
  return [...keys].sort(
    (one, other) =>
      place(one) - place(other) ||
      KEY_ALGORITHMS.indexOf(one.alg) - KEY_ALGORITHMS.indexOf(other.alg) ||
      other.createdAt - one.createdAt,
  );
}

/**
 * What happens to a key next without a command.
 *
 * @param keys all keys, this one included.
 * @returns the step and its time (seconds since 1970); undefined when nothing happens by itself.
 */
export function nextStep(
  key: DatedKey,
  keys: readonly DatedKey[],
  times: KeyTimes,
): { step: KeyStep; at: number } | undefined {
  const { state, stateSince } = key;
  if (state === 'next') return { step: 'signs', at: signsFrom(key, times) };
  if (state === 'retired') return { step: 'ends', at: stateSince + RETIRED_SECONDS };
  if (state === 'ended' || state === 'revoked')
    return { step: 'forgotten', at: stateSince + REMEMBERED_SECONDS };
  const successor = withState(keys, 'next', key.alg);
  if (successor) return { step: 'getsSuccessor', at: signsFrom(successor, times) };
  if (times.rotateAfterDays === 0) return undefined;
  return { step: 'getsSuccessor', at: stateSince + times.rotateAfterDays * DAY };
}

/** One thing that is due now. */
export type DueStep = { do: 'make'; alg: KeyAlgorithm } | { do: 'activate' | 'end' | 'forget'; kid: string };

/**
 * Everything that is due.
 *
 * @param now seconds since 1970.
 */
export function dueSteps(keys: readonly DatedKey[], times: KeyTimes, now: number): DueStep[] {
  return keys.flatMap((key): DueStep[] => {
    const next = nextStep(key, keys, times);
    if (!next) return [];
    const { step, at } = next;
    if (step === 'getsSuccessor') {
      // The successor is made so early that it has been published long enough when it takes over.
      const isMade = withState(keys, 'next', key.alg) !== undefined;
      return !isMade && at - times.publishHours * HOUR <= now ? [{ do: 'make', alg: key.alg }] : [];
    }
    if (at > now) return [];
    return [{ do: step === 'signs' ? 'activate' : step === 'ends' ? 'end' : 'forget', kid: key.kid }];
  });
}

/** From when on a key that is published signs. */
export function signsFrom({ stateSince }: DatedKey, { publishHours }: KeyTimes): number {
  return stateSince + publishHours * HOUR;
}

/** The one key of an algorithm in a state that only one key can have. */
export function withState<Key extends DatedKey>(
  keys: readonly Key[],
  state: 'current' | 'next',
  alg: KeyAlgorithm,
): Key | undefined {
  return keys.find((key) => key.state === state && key.alg === alg);
}
