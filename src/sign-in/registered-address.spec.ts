import { registeredAddress } from './registered-address.js';

it('letters that open an account go only to an address that is its own', () => {
  expect(registeredAddress({ email: 'Maria@x.test', emailKey: 'maria@x.test' })).toBe('Maria@x.test');
  expect(registeredAddress({ email: 'maria@x.test', emailKey: null })).toBeUndefined();
  expect(registeredAddress({ email: null, emailKey: null })).toBeUndefined();
});
