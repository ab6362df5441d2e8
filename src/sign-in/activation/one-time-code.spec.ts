import { proves } from '../../../test/support/proves.js';
import { maskedAddress } from './masked-address.js';
import { codeKey, newCode, typedCode } from './one-time-code.js';

describe('one-time codes', () => {
  const key = Buffer.alloc(32, 1);
  const binding = { idHash: 'browser', accountId: 'account', issuer: 'https://idp.test', subject: 'sub' };

  it('have six digits, also when the number is small, and differ', () => {
    const codes = Array.from({ length: 500 }, newCode);
    for (const code of codes) expect(code).toMatch(/^\d{6}$/);
    expect(new Set(codes).size).toBeGreaterThan(450);
  });

  it('are bound to account, issuer, subject and browser', () => {
    proves('TM-16');
    const right = codeKey(key, '482913', binding);
    expect(codeKey(key, '482913', { ...binding })).toBe(right);
    for (const member of Object.keys(binding))
      expect(codeKey(key, '482913', { ...binding, [member]: 'another' })).not.toBe(right);
    expect(codeKey(key, '482914', binding)).not.toBe(right);
    expect(codeKey(Buffer.alloc(32, 2), '482913', binding)).not.toBe(right);
    // Text cannot move from the end of one part to the beginning of the next part.
    expect(codeKey(key, '482913', { ...binding, idHash: 'browsera', accountId: 'ccount' })).not.toBe(right);
  });

  it.each([
    ['482913', '482913'],
    [' 482 913 ', '482913'],
    ['482-913', '482913'],
    ['482\u00a0913', '482913'],
    ['４８２９１３', '482913'],
    ['48291', undefined],
    ['4829133', undefined],
    ['48291a', undefined],
    ['٤٨٢٩١٣', undefined],
    ['', undefined],
  ])('typed as %j', (typed, code) => {
    expect(typedCode(typed)).toBe(code);
  });
});

describe('maskedAddress', () => {
  it.each([
    ['jansen@clinic.nl', 'j•••@clinic.nl'],
    ['j@clinic.nl', 'j•••@clinic.nl'],
    ['😀smile@clinic.nl', '😀•••@clinic.nl'],
    ['"odd@address"@clinic.nl', '"•••@clinic.nl'],
    ['no address', '•••'],
  ])('%s', (address, masked) => {
    expect(maskedAddress(address)).toBe(masked);
  });
});
