import { availableParallelism } from 'node:os';
import { hash, parseOptions } from '@node-rs/argon2';
import { proves } from '../../../test/support/proves.js';
import { TooBusyError } from '../errors.js';
import { passwordProblem } from './password-policy.js';
import { Passwords } from './passwords.js';

const PASSWORD = 'correct horse battery staple';

describe('Passwords', () => {
  const passwords = new Passwords();

  it('hashes with argon2id at the parameters of OWASP, each time with another salt', async () => {
    const [one, other] = [await passwords.hash(PASSWORD), await passwords.hash(PASSWORD)];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(parseOptions(one)).toMatchObject({ saltLen: 16, outputLen: 32 });
    expect(one).not.toBe(other);
    expect(one.length).toBeLessThanOrEqual(255);
  });

  it('accepts the right password, with an accent in either encoding, and no other', async () => {
    const stored = await passwords.hash(`${PASSWORD} \u00e9`);
    expect(await passwords.matches(stored, `${PASSWORD} e\u0301`)).toBe(true);
    for (const wrong of [
      '',
      PASSWORD,
      `${PASSWORD} \u00c9`,
      `${PASSWORD} \u00e9 `,
      `${PASSWORD} \u00e9\u0000`,
    ])
      expect(await passwords.matches(stored, wrong)).toBe(false);
  });

  it('an account without a password accepts no password, not even the one of the stand-in hash', async () => {
    proves('TM-24');
    for (const tried of ['', 'nobody’s', PASSWORD])
      expect(await passwords.matches(undefined, tried)).toBe(false);
  });

  it('a password that is too long is not hashed, and matches no hash', async () => {
    proves('TM-53');
    const long = 'x'.repeat(257);
    expect(await passwords.matches(await hash(long), long)).toBe(false);
    expect(await passwords.matches(await hash('nobody’s'), long)).toBe(false);
  });

  it('more than a hundred waiting requests are refused as too busy, and the others are answered', async () => {
    proves('TM-53');
    const busy = new Passwords();
    const many = availableParallelism() + 150;
    const stored = await busy.hash(PASSWORD);
    const results = await Promise.allSettled(
      Array.from({ length: many }, () => busy.matches(stored, PASSWORD)),
    );
    const refused = results.filter((one) => one.status === 'rejected');
    expect(refused.length).toBeGreaterThanOrEqual(30);
    for (const { reason } of refused) expect(reason).toBeInstanceOf(TooBusyError);
    expect(results.filter((one) => one.status === 'fulfilled' && one.value).length).toBe(
      many - refused.length,
    );
    expect(await busy.matches(stored, PASSWORD)).toBe(true);
  });
});

describe('passwordProblem', () => {
  it.each([
    ['eleven characters', 'elevenchars', 'tooShort'],
    ['twelve characters', 'twelve chars', undefined],
    ['twelve characters of two UTF-16 units each', '😀'.repeat(12), undefined],
    ['eleven characters of two UTF-16 units each', '😀'.repeat(11), 'tooShort'],
    ['eleven characters, one with a combining accent', `elevencharse\u0301`.slice(1), 'tooShort'],
    ['256 bytes', 'é'.repeat(128), undefined],
    ['257 bytes', `${'é'.repeat(128)}x`, 'tooLong'],
    ['an empty password', '', 'tooShort'],
  ])('%s', (_what, password, problem) => {
    expect(passwordProblem(password)).toBe(problem);
  });
});
