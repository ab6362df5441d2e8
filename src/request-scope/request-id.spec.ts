import { givenRequestId, requestId } from './request-id.js';

describe('the name of a request in the log', () => {
  const scope = () => ({ address: undefined, lostBefore: 0 });

  it('stays the same for one request, and differs between requests', () => {
    const one = scope();
    expect(requestId(one)).toMatch(/^[\w-]{8}$/);
    expect(requestId(one)).toBe(requestId(one));
    expect(requestId(scope())).not.toBe(requestId(one));
  });

  it('is the one that a trusted proxy gave', () => {
    expect(requestId({ ...scope(), id: 'from-the-proxy' })).toBe('from-the-proxy');
  });

  it.each(['4f1c2a90e7d84b5f9c3e6a7b8d90e1f2', '0b7c1f5e-8f0e-4c52-9a55-0d7d1b1c7f11', 'a', 'x'.repeat(64)])(
    'of a proxy is taken: %s',
    (header) => {
      expect(givenRequestId(header)).toBe(header);
    },
  );

  it.each<[string, string | string[] | undefined]>([
    ['none', undefined],
    ['an empty one', ''],
    ['one that is too long', 'x'.repeat(65)],
    ['one with a line break', 'a\nlevel=error'],
    ['one with a quotation mark', 'a"b'],
    ['one that is not ASCII', 'näme'],
    ['two', ['a', 'b']],
  ])('of a proxy is not taken: %s', (_what, header) => {
    expect(givenRequestId(header)).toBeUndefined();
  });
});
