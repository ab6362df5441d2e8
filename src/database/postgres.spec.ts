import { isOutOfReach } from './postgres.js';

describe('a statement failed because the database cannot be reached', () => {
  it.each([['EPIPE'], ['ECONNRESET'], ['ECONNREFUSED'], ['57P01'], ['08006'], ['53300'], [undefined]])(
    'code %s: yes',
    (code) => expect(isOutOfReach(Object.assign(new Error('failed'), { code }))).toBe(true),
  );

  it.each([['23505'], ['P0001'], ['XX000'], ['25P02'], ['HV000']])('code %s: no', (code) =>
    expect(isOutOfReach(Object.assign(new Error('failed'), { code }))).toBe(false),
  );

  it('not when the mistake is in the code', () => expect(isOutOfReach(new TypeError('failed'))).toBe(false));
});
