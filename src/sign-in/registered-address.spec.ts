import { registeredAddress } from './registered-address.js';

it('letters that give access to an account go only to its verified address', () => {
  expect(registeredAddress({ email: 'Maria@x.test', emailKey: 'maria@x.test' })).toBe('Maria@x.test');
  expect(registeredAddress({ email: 'maria@x.test', emailKey: null })).toBeUndefined();
  expect(registeredAddress({ email: null, emailKey: null })).toBeUndefined();
});
