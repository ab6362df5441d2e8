import { isJwtNestedTooDeep, isNestedTooDeep } from './json-depth.js';

const nested = (levels: number, open = '[', close = ']') => open.repeat(levels) + close.repeat(levels);

describe('JSON that is nested too deep', () => {
  it.each<[string, string, boolean]>([
    ['as deep as permitted', nested(32), false],
    ['one level deeper', nested(33), true],
    ['objects', `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`, true],
    ['lists that are never closed', '['.repeat(1_000_000), true],
    ['many lists beside each other', `[${'[],'.repeat(1_000)}[]]`, false],
    ['brackets in a text', JSON.stringify('[{'.repeat(1_000)), false],
    ['brackets after a quotation mark in a text', JSON.stringify(`"${'['.repeat(100)}`), false],
    ['brackets after a text that ends with a backslash', `["\\\\", ${nested(33)}]`, true],
    ['empty text', '', false],
  ])('%s', (_what, text, expected) => {
    expect(isNestedTooDeep(text)).toBe(expected);
  });

  it('is found in the header and in the claims of a JWT', () => {
    const part = (text: string) => Buffer.from(text).toString('base64url');
    expect(isJwtNestedTooDeep(`${part(nested(33))}.${part('{}')}.x`)).toBe(true);
    expect(isJwtNestedTooDeep(`${part('{}')}.${part(nested(33))}.x`)).toBe(true);
    expect(isJwtNestedTooDeep(`${part('{}')}.${part('{}')}.${part(nested(33))}`)).toBe(false);
    expect(isJwtNestedTooDeep('')).toBe(false);
  });
});
