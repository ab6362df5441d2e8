import { randomBytes } from 'node:crypto';
import { SecretBox } from '#src/crypto/secret-box.js';
import { Csrf } from './csrf.js';

describe('the value that binds a form to its request', () => {
  const [earlier, present] = [randomBytes(32), randomBytes(32)];
  const csrf = new Csrf(new SecretBox(present, [earlier]));

  it('is of this request only', () => {
    expect(csrf.matches('one', csrf.token('one'))).toBe(true);
    expect(csrf.matches('other', csrf.token('one'))).toBe(false);
    for (const value of [undefined, '', [csrf.token('one')], `${csrf.token('one')}x`])
      expect(csrf.matches('one', value)).toBe(false);
  });

  it('is still accepted after the encryption key was changed, and not without the earlier key', () => {
    const shown = new Csrf(new SecretBox(earlier)).token('one');
    expect(csrf.matches('one', shown)).toBe(true);
    expect(new Csrf(new SecretBox(present)).matches('one', shown)).toBe(false);
    expect(csrf.token('one')).toBe(new Csrf(new SecretBox(present)).token('one'));
  });
});
