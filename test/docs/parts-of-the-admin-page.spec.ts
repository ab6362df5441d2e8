import { Cursors, type Page } from '../../admin-ui/src/api/pages.js';
import { referenceIn } from '../../admin-ui/src/resources/audit-events/reference.js';

describe('a reference number', () => {
  it.each([
    ['K7PQ-3MXA', 'K7PQ-3MXA'],
    [' k7pq-3mxa ', 'K7PQ-3MXA'],
    ['k7pq 3mxa', 'K7PQ-3MXA'],
    ['K7PQ3MXA', 'K7PQ-3MXA'],
    ['HALE-WXYZ', 'HALE-WXYZ'],
  ])('%j is one', (text, reference) => expect(referenceIn(text)).toBe(reference));

  it.each(['Hendrick', 'maria@harbour.example', 'K7PQ-3MX', 'K7PQ-3MXAB', 'K7PQ-3MX0', 'Jan Jansen', ''])(
    '%j is none',
    (text) => expect(referenceIn(text)).toBeUndefined(),
  );
});

describe('numbered pages', () => {
  const LETTERS = [...'abcdefg'];
  let asked: Array<string | undefined>;
  let cursors: Cursors;
  beforeEach(() => {
    asked = [];
    cursors = new Cursors();
  });

  const read = (cursor: string | undefined): Promise<Page<string>> => {
    asked.push(cursor);
    const from = cursor === undefined ? 0 : Number(cursor);
    const next = from + 3 < LETTERS.length ? String(from + 3) : null;
    return Promise.resolve({ rows: LETTERS.slice(from, from + 3), next });
  };
  const page = async (number: number, search = 'all') =>
    (await cursors.page(search, number, read)).rows.join('');

  it('follow from each other, and each is read once', async () => {
    expect([await page(1), await page(2), await page(3), await page(2)]).toEqual(['abc', 'def', 'g', 'def']);
    expect(asked).toEqual([undefined, '3', '6', '3']);
  });

  it('are found from the first one on when nothing is remembered', async () => {
    expect(await page(3)).toBe('g');
    expect(asked).toEqual([undefined, '3', '6']);
  });

  it('of one search say nothing about another search', async () => {
    await page(2);
    asked = [];
    expect(await page(2, 'others')).toBe('def');
    expect(asked).toEqual([undefined, '3']);
  });

  it('beyond the last one are the last one', async () => expect(await page(9)).toBe('g'));
});
