import * as fc from 'fast-check';
import { emailKey } from '#src/accounts/email-key.js';
import { EMAIL_FORM } from './email-form.js';

const isOfForm = (address: string) => new RegExp(EMAIL_FORM, 'u').test(address);
const isKnown = (address: string) => emailKey(address) !== undefined;

it.each([
  'x@b.example',
  "o'brien+x@b.example",
  'X.Y@B.Example',
  'x@xn--9ca.example',
  'x@é.example',
  'é@b.example',
  'a,b@c.example',
  '.x@b.example',
  'x..y@b.example',
  'x@-b.example',
  'x@b_c.example',
  'x@1.2.3.4',
  'x@b.example1',
  'x@0x7f.0x1',
  'x@a.0x',
  'x@a.0xg',
  'x@b',
  'x\u200b@b.example',
  'x@b.\u200bexample',
  'x(y)@b.example',
  '"a b"@c.example',
  'x@[1.2.3.4]',
  'x@É.example',
  `${'x'.repeat(64)}@b.example`,
  `${'x'.repeat(65)}@b.example`,
  'x@y@b.example',
  'x@b.example\n',
])('the API accepts %j as an address exactly when accounts are found by it', (address) => {
  expect(isOfForm(address)).toBe(isKnown(address));
});

it('the API accepts an ASCII address exactly when accounts are found by it', () => {
  const text = fc.string({ unit: fc.constantFrom(...'ab1B.-_@+ ,"'), maxLength: 12 });
  const address = fc.tuple(text, text).map(([local, domain]) => `${local}@${domain}.example`);
  fc.assert(
    fc.property(fc.oneof(text, address), (one) => expect([one, isOfForm(one)]).toEqual([one, isKnown(one)])),
    { numRuns: 5_000, seed: 1 },
  );
});
