import { proves } from '../../test/support/proves.js';
import {
  type DatedKey,
  dueSteps,
  inOrder,
  isPublished,
  nextStep,
  REMEMBERED_SECONDS,
  RETIRED_SECONDS,
} from './key-states.js';
import type { KeyAlgorithm, KeyState } from './signing-key.entity.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
const key = (kid: string, state: KeyState, stateSince: number, alg: KeyAlgorithm = 'ES256'): DatedKey => ({
  kid,
  alg,
  state,
  stateSince,
});
const never = { publishHours: 24, rotateAfterDays: 0 };
const by90Days = { publishHours: 24, rotateAfterDays: 90 };

describe('what happens to a key by itself', () => {
  const current = key('a', 'current', 0);

  it('a key that signs goes on for ever, unless the settings say how old it may be', () => {
    expect(nextStep(current, [current], never)).toBeUndefined();
    expect(nextStep(current, [current], by90Days)).toEqual({ step: 'getsSuccessor', at: 90 * DAY });
    expect(dueSteps([current], never, 1_000 * DAY)).toEqual([]);
  });

  it('its successor is made so early that it is published long enough when the key is old enough', () => {
    proves('TM-49');
    expect(dueSteps([current], by90Days, 89 * DAY - 1)).toEqual([]);
    expect(dueSteps([current], by90Days, 89 * DAY)).toEqual([{ do: 'make', alg: 'ES256' }]);
  });

  it('a successor signs when it has been published long enough, and not a second earlier', () => {
    proves('TM-49');
    const next = key('b', 'next', 5 * DAY);
    const both = [current, next];
    expect(nextStep(next, both, never)).toEqual({ step: 'signs', at: 6 * DAY });
    expect(nextStep(current, both, never)).toEqual({ step: 'getsSuccessor', at: 6 * DAY });
    expect(dueSteps(both, by90Days, 6 * DAY - 1)).toEqual([]);
    expect(dueSteps(both, by90Days, 6 * DAY)).toEqual([{ do: 'activate', kid: 'b' }]);
  });

  it('a successor of another algorithm is none', () => {
    const both = [current, key('b', 'next', 0, 'RS256')];
    expect(dueSteps(both, by90Days, 89 * DAY)).toContainEqual({ do: 'make', alg: 'ES256' });
  });

  it('a retired key ends when no token that it signed can still be valid, whatever the settings were', () => {
    proves('TM-49');
    expect(RETIRED_SECONDS).toBe(25 * HOUR);
    const retired = key('a', 'retired', DAY);
    expect(dueSteps([retired], never, DAY + RETIRED_SECONDS - 1)).toEqual([]);
    expect(dueSteps([retired], never, DAY + RETIRED_SECONDS)).toEqual([{ do: 'end', kid: 'a' }]);
  });

  it.each(['ended', 'revoked'] as const)('a key that is %s is forgotten after 90 days', (state) => {
    const over = key('a', state, 0);
    expect(dueSteps([over], never, REMEMBERED_SECONDS - 1)).toEqual([]);
    expect(dueSteps([over], never, REMEMBERED_SECONDS)).toEqual([{ do: 'forget', kid: 'a' }]);
  });
});

it('the keys that sign, that will and that did are published, in this order', () => {
  const states: KeyState[] = ['revoked', 'retired', 'ended', 'next', 'current'];
  const keys = states.map((state, index) => ({ ...key(state, state, 0), createdAt: index }));
  expect(
    inOrder(keys)
      .filter(isPublished)
      .map(({ kid }) => kid),
  ).toEqual(['current', 'next', 'retired']);
  expect(
    inOrder(keys)
      .map(({ kid }) => kid)
      .slice(3),
  ).toEqual(['ended', 'revoked']);
});
