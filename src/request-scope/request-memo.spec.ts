import { RequestMemo } from './request-memo.js';
import { requestScope } from './request-scope.js';

describe('RequestMemo', () => {
  const inRequest = <T>(work: () => Promise<T>) =>
    requestScope.run({ address: undefined, lostBefore: 0 }, work);
  let looks = 0;
  const look = async () => ++looks;
  beforeEach(() => (looks = 0));

  it('looks once for each key and request', async () => {
    const memo = new RequestMemo<number>();
    await inRequest(async () => {
      expect([await memo.once('a', look), await memo.once('a', look), await memo.once('b', look)]).toEqual([
        1, 1, 2,
      ]);
    });
    await inRequest(async () => expect(await memo.once('a', look)).toBe(3));
  });

  it('two requests of the same moment look each', async () => {
    const memo = new RequestMemo<number>();
    const seen = await Promise.all([1, 2].map(() => inRequest(() => memo.once('a', look))));
    expect(seen).toEqual([1, 2]);
  });

  it('looks again after the request has written', async () => {
    const memo = new RequestMemo<number>();
    await inRequest(async () => {
      await memo.once('a', look);
      memo.forget();
      expect(await memo.once('a', look)).toBe(2);
    });
  });

  it('looks each time outside of a request', async () => {
    const memo = new RequestMemo<number>();
    memo.forget();
    expect([await memo.once('a', look), await memo.once('a', look)]).toEqual([1, 2]);
  });
});
