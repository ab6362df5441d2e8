import { epochNow } from '#src/database/epoch-column.js';
import type { Hospital } from '../support/hospital.js';
import { expectLetIn, MARIA, signInAt, startWithProviders } from '../support/providers-in-turn.js';
import { expectRefused, notTrusted } from '../support/refused-sign-in.js';
import { type ScriptedProvider, startScriptedProvider } from '../support/scripted-provider.js';

/** When and how strongly somebody signed in: what a provider says of it, and what apps are told. */
let provider: ScriptedProvider;
let hospital: Hospital;

beforeAll(async () => {
  provider = await startScriptedProvider({ idToken: MARIA });
  hospital = await startWithProviders(provider, { first: {}, second: {} });
});
afterEach(() => {
  provider.script = { idToken: MARIA };
});
afterAll(async () => {
  await hospital.close();
  await provider.close();
});

const says = (claims: object) => {
  provider.script.idToken = { ...MARIA, ...claims };
};

describe('BI-24 auth_time in text', () => {
  const fresh = () => signInAt(hospital, 'first', { prompt: 'login' });

  it.each<[string, () => unknown]>([
    ['digits', () => String(epochNow())],
    ['digits of an hour ago', () => String(epochNow() - 3600)],
    ['a date', () => new Date().toISOString()],
    ['a fraction', () => `${epochNow()}.5`],
    ['letters', () => 'yesterday'],
    ['a list', () => [epochNow()]],
    ['null', () => null],
  ])('is no reason to refuse: %s', async (_what, time) => {
    says({ auth_time: time() });
    expectLetIn(await signInAt(hospital, 'first'));
  });

  it('of digits is as good as a number, where a fresh sign-in is asked for', async () => {
    says({ auth_time: String(epochNow()) });
    expectLetIn(await fresh());
    says({ auth_time: String(epochNow() - 3600) });
    await expectRefused(hospital, fresh, notTrusted('auth_time is before'));
  });

  it.each([['2026-01-01T00:00:00Z'], ['soon'], [null], [[1]], ['-1'], [{}], [true]])(
    'that is no time is refused, where a fresh sign-in is asked for: %j',
    async (auth_time) => {
      says({ auth_time });
      await expectRefused(hospital, fresh, notTrusted('auth_time is no time'));
    },
  );
});
