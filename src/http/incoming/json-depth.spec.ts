import { isJwtNestedTooDeep, isNestedTooDeep } from './json-depth.js';

const nested = (levels: number, open = '[', close = ']') => open.repeat(levels) + close.repeat(levels);

describe('JSON that is nested too deep', () => {
  it.each<[string, string, boolean]>([
    ['as deep as may be', nested(32), false],
    ['deeper', nested(33), true],
    ['objects', `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`, true],
    ['that never closes', '['.repeat(1_000_000), true],
    ['many beside one another', `[${'[],'.repeat(1_000)}[]]`, false],
    ['brackets in a text', JSON.stringify('[{'.repeat(1_000)), false],
    ['brackets behind a quotation mark in a text', JSON.stringify(`"${'['.repeat(100)}`), false],
    ['brackets behind a backslash that ends a text', `["\\\\", ${nested(33)}]`, true],
    ['nothing', '', false],
  ])('%s', (_what, text, expected) => {
    expect(isNestedTooDeep(text)).toBe(expected);
  });

  it('is found in the head and in the claims of a JWT', () => {
    const part = (text: string) => Buffer.from(text).toString('base64url');
    expect(isJwtNestedTooDeep(`${part(nested(33))}.${part('{}')}.x`)).toBe(true);
    expect(isJwtNestedTooDeep(`${part('{}')}.${part(nested(33))}.x`)).toBe(true);
    expect(isJwtNestedTooDeep(`${part('{}')}.${part('{}')}.${part(nested(33))}`)).toBe(false);
    expect(isJwtNestedTooDeep('')).toBe(false);
  });
});
