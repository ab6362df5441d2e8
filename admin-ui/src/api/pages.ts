/** One page of a list of the API. */
export interface Page<T> {
  rows: T[];
  /** The cursor of the next page; null on the last one. */
  next: string | null;
}

/** So many searches are kept whose pages can be gone back to. */
const MOST_SEARCHES = 20;

/**
 * The API gives the cursor of the next page only, and the page shows numbers. So the cursors are remembered, for each
 * search; after a reload the pages before are read again.
 */
export class Cursors {
  private readonly known = new Map<string, Array<string | undefined>>();

  /** @param page from 1 on. @param search what tells this list from others. */
  async page<T>(
    search: string,
    page: number,
    read: (cursor: string | undefined) => Promise<Page<T>>,
  ): Promise<Page<T>> {
    // The first page is read anew, so that the pages after it follow from it.
    const cursors = page === 1 ? [undefined] : (this.known.get(search) ?? [undefined]);
    this.keep(search, cursors);
    for (let at = Math.min(page, cursors.length); ; at += 1) {
      const found = await read(cursors[at - 1]);
      if (found.next !== null) cursors[at] = found.next;
      if (at >= page || found.next === null) return found;
    }
  }

  private keep(search: string, cursors: Array<string | undefined>): void {
    this.known.delete(search);
    this.known.set(search, cursors);
    const [oldest] = this.known.keys();
    if (this.known.size > MOST_SEARCHES && oldest !== undefined) this.known.delete(oldest);
  }
}
