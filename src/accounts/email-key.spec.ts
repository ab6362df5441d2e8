import { proves } from '../../test/support/proves.js';
import { emailKey } from './email-key.js';

const ADMIN = 'admin@example.org';

describe('the form in which e-mail addresses are compared', () => {
  it.each([
    proves('BI-40', ['upper and lower case in ASCII are equal', 'Admin@Example.ORG', ADMIN]),
    proves('BI-42', [
      'an international domain and its A-label are equal',
      'jan@bücher.example',
      'jan@xn--bcher-kva.example',
    ]),
    proves('BI-42', [
      'an A-label is only put in lower case',
      'jan@XN--BCHER-KVA.example',
      'jan@xn--bcher-kva.example',
    ]),
    proves('BI-46', ['a plus sign stays', 'jan+ward@example.org', 'jan+ward@example.org']),
    proves('BI-46', ['a dot stays', 'j.a.n@example.org', 'j.a.n@example.org']),
    proves('BI-46', [
      'unusual but permitted characters stay',
      "o'neil!#$%&*/=?^_`{|}~-@example.org",
      "o'neil!#$%&*/=?^_`{|}~-@example.org",
    ]),
    proves('BI-46', [
      'the longest local part is accepted',
      `${'a'.repeat(64)}@example.org`,
      `${'a'.repeat(64)}@example.org`,
    ]),
  ])('%s: %s', (_what, address, key) => {
    expect(emailKey(address)).toBe(key);
  });

  it.each([
    proves('BI-41', ['a dotless i', 'admın@example.org']),
    proves('BI-41', ['a dotted capital I', 'admİn@example.org']),
    proves('BI-41', ['a long s', 'ſam@example.org']),
    proves('BI-41', ['the Kelvin sign', '\u212Aim@example.org']),
    proves('BI-41', ['a ligature', 'oﬃce@example.org']),
    proves('BI-41', ['the Kelvin sign in a domain', 'kim@\u212Aim.example']),
    proves('BI-41', ['a long s in a domain', 'kim@example.ſe']),
    proves('BI-41', ['a capital sharp s in a domain, which would become ss', 'kim@ẞ.example']),
    proves('BI-41', ['a capital letter beyond ASCII in a domain', 'kim@BÜCHER.example']),
    proves('BI-43', ['a fullwidth sign', 'admin＠example.org']),
    proves('BI-43', ['fullwidth letters in a domain', 'admin@ｅxample.org']),
    proves('BI-43', ['an ideographic full stop', 'admin@example。org']),
    proves('BI-44', ['a zero-width space', 'ad\u200Bmin@example.org']),
    proves('BI-44', ['a zero-width joiner in a domain', 'admin@exam\u200Dple.org']),
    proves('BI-44', ['a right-to-left override', 'admin@\u202Eexample.org']),
    proves('BI-44', ['a soft hyphen in a domain', 'admin@exam\u00ADple.org']),
    proves('BI-44', ['a no-break space', 'admin@example.org\u00A0']),
    proves('BI-44', ['a combining mark', 'admi\u0301n@example.org']),
    proves('BI-45', ['a decomposed letter in a domain', 'jan@bu\u0308cher.example']),
    proves('BI-46', ['a quoted local part', '"admin"@example.org']),
    proves('BI-46', ['a comment', 'admin(comment)@example.org']),
    proves('BI-46', ['two @ signs', 'admin@evil.test@example.org']),
    proves('BI-46', ['an address literal', 'admin@[127.0.0.1]']),
    proves('BI-46', ['an IPv4 address', 'admin@127.0.0.1']),
    proves('BI-46', ['an IPv4 address as one number', 'admin@2130706433']),
    proves('BI-46', ['an IPv4 address in hexadecimal', 'admin@0x7f.1']),
    proves('BI-46', ['a host that has no domain', 'admin@localhost']),
    proves('BI-46', ['a trailing dot', 'admin@example.org.']),
    proves('BI-46', ['a leading dot', '.admin@example.org']),
    proves('BI-46', ['two dots', 'ad..min@example.org']),
    proves('BI-46', ['more than 64 characters before the @ sign', `${'a'.repeat(65)}@example.org`]),
    proves('BI-46', ['more than 320 characters', `admin@${'a.'.repeat(160)}org`]),
    proves('BI-46', ['nothing before the @ sign', '@example.org']),
    proves('BI-46', ['nothing after the @ sign', 'admin@']),
    proves('BI-46', ['no @ sign', 'admin.example.org']),
    proves('BI-47', ['a line break at the end', 'admin@example.org\n']),
    proves('BI-47', ['a line break and a header', 'admin@example.org\r\nBcc: x@evil.test']),
    proves('BI-47', ['a second address after a comma', 'admin@example.org,x@evil.test']),
    proves('BI-47', ['a second address after a semicolon', 'admin@example.org;x@evil.test']),
    proves('BI-47', ['a name in front', 'Admin <admin@example.org>']),
    proves('BI-47', ['a NUL', 'admin\u0000@example.org']),
    proves('BI-47', ['a percent escape in a domain', 'admin@ex%61mple.org']),
    proves('BI-48', ['an emoji', 'admin🏥@example.org']),
    proves('BI-48', ['an unpaired surrogate', 'admin\uD800@example.org']),
    proves('BI-48', ['an unpaired surrogate in a domain', 'admin@ex\uD800ample.org']),
    proves('BI-42', ['a broken A-label', 'admin@xn--a.org']),
    proves('BI-37', ['no text', '']),
  ])('an address with %s is never compared', (_what, address) => {
    expect(emailKey(address)).toBeUndefined();
  });

  it.each([undefined, null, 0, false, NaN, {}, [], ['admin@example.org'], { toString: () => ADMIN }])(
    '%p is not an address',
    (value) => {
      proves('BI-37');
      expect(emailKey(value)).toBeUndefined();
    },
  );

  it.each([
    ['a Cyrillic а', 'admin@exаmple.org', ADMIN],
    ['a dotless i', 'kim@sıte.example', 'kim@site.example'],
    ['a sharp s', 'kim@straße.example', 'kim@strasse.example'],
    ['a final sigma', 'kim@βόλος.example', 'kim@βόλοσ.example'],
  ])('a domain with %s is another domain', (_what, one, other) => {
    proves('BI-42');
    expect(emailKey(one)).toBeDefined();
    expect(emailKey(one)).not.toBe(emailKey(other));
  });

  it('64 KiB, and patterns that make regular expressions slow, take no time', () => {
    proves('BI-49');
    const hostile = [
      'a'.repeat(65_536),
      `${'a.'.repeat(32)}!@x`,
      `a@${'a-'.repeat(150)}!`,
      `a@${'a.'.repeat(150)}!`,
    ];
    const started = performance.now();
    for (let round = 0; round < 100; round += 1) for (const address of hostile) emailKey(address);
    expect((performance.now() - started) / 400).toBeLessThan(10);
  });
});
