import {
  CounterpartNames,
  grantType,
  method,
  signInReason,
  statusClass,
  tokenError,
} from './label-values.js';

describe('the values of labels', () => {
  it.each([
    [method, 'GET', 'GET'],
    [method, 'get', 'other'],
    [method, 'BREW', 'other'],
    [grantType, 'refresh_token', 'refresh_token'],
    [grantType, 'password', 'other'],
    [tokenError, 'invalid_grant', 'invalid_grant'],
    [tokenError, 'maria', 'other'],
    [signInReason, 'wrong_password', 'wrong_password'],
    [signInReason, '', ''],
    [signInReason, 'constructor', 'other'],
  ])('are those of a closed set', (fold, value, label) => {
    expect(fold(value)).toBe(label);
  });

  it('have classes of statuses; a client that left has none', () => {
    expect([200, 303, 404, 503, undefined].map(statusClass)).toEqual(['2xx', '3xx', '4xx', '5xx', 'left']);
  });

  describe('names of other servers', () => {
    it('are those of the settings, and those that were sent a request', () => {
      const names = new CounterpartNames(['hospital', 'records']);
      expect(names.known('hospital')).toBe('hospital');
      expect(names.known('added-later')).toBe('other');
      expect(names.ofRequest('identity-provider', 'added-later')).toBe('added-later');
      expect(names.known('added-later')).toBe('added-later');
    });

    it('are never those of clients', () => {
      const names = new CounterpartNames([]);
      expect(names.ofRequest('client-keys', 'growth-chart')).toBe('');
      expect(names.ofRequest('client-logout', 'growth-chart')).toBe('');
      expect(names.known('growth-chart')).toBe('other');
    });

    it('are two hundred at most', () => {
      const names = new CounterpartNames([]);
      const labels = Array.from({ length: 1_000 }, (_none, index) =>
        names.ofRequest('identity-provider', `provider-${index}`),
      );
      expect(new Set(labels).size).toBe(201);
      expect(labels.at(-1)).toBe('other');
      expect(names.ofRequest('identity-provider', 'provider-0')).toBe('provider-0');
    });
  });
});
