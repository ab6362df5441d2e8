import { holdsUnseen, isVisibleText } from './visible-text.js';

const char = (code: number) => String.fromCodePoint(code);
/** Variation selectors, joiners, direction marks, fillers and tags. Without other characters these show nothing. */
const SHOW_NOTHING = [
  0x20, 0xa0, 0xad, 0x34f, 0x115f, 0x17b4, 0x180b, 0x180e, 0x200b, 0x200d, 0x200e, 0x2060, 0x2062, 0x206a,
  0x2800, 0x3000, 0x3164, 0xfe0f, 0xfeff, 0xfff9, 0x1bca0, 0x1d173, 0xe0001, 0xe0041, 0xe0100,
];

describe('visible text', () => {
  it.each(SHOW_NOTHING.map((code) => [code.toString(16), char(code)]))('is not U+%s alone', (_code, text) => {
    expect([isVisibleText(text), isVisibleText(text.repeat(3))]).toEqual([false, false]);
    expect([isVisibleText(`a${text}b`), holdsUnseen(`a${text}b`)]).toEqual([true, true]);
  });

  it.each([0, 0x09, 0x0a, 0x7f, 0x85, 0x61c, 0x2028, 0x2029, 0x202a, 0x202e, 0x2066, 0x2069, 0xd800, 0xdfff])(
    'does not contain U+%#x',
    (code) => {
      const text = `a${String.fromCharCode(code)}b`;
      expect([isVisibleText(text), holdsUnseen(text)]).toEqual([false, true]);
    },
  );

  it.each([
    'Žofie',
    '👩‍⚕️',
    '❤️ Heart',
    '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    'क्‍ष',
    ' x',
    '𝔐',
  ])('may be %s', (text) => expect(isVisibleText(text)).toBe(true));

  it('takes time in proportion to its length', () => {
    expect(isVisibleText(`${' '.repeat(100_000)}\u0000`)).toBe(false);
  });
});
