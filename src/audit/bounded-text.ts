const MOST_CHARACTERS = 500;
/** The limit for a whole trail. A long decision has about twenty steps. */
const MOST_IN_ALL = 12_000;
const MOST_ENTRIES = 60;
const MOST_LEVELS = 6;

/**
 * Makes text from outside safe to store: shortens it, with a mark where text is missing, and replaces what a database
 * refuses (PostgreSQL: U+0000, half of a surrogate pair).
 */
export function boundedText(text: string, most = MOST_CHARACTERS): string {
  const mark = `… (${text.length} characters)`;
  const kept = text.length <= most ? text : text.slice(0, Math.max(0, most - mark.length)) + mark;
  return wellFormed(kept).slice(0, most);
}

/** The same for a whole trail: its texts, its names, and its size. */
export function boundedTrail(trail: unknown): unknown {
  let left = MOST_IN_ALL;
  const text = (value: string): string => {
    const kept = boundedText(value, Math.min(MOST_CHARACTERS, Math.max(left, 1)));
    left -= kept.length;
    return kept;
  };
  const bound = (value: unknown, level: number): unknown => {
    if (typeof value === 'string') return text(value);
    if (typeof value !== 'object' || value === null) return value;
    if (level >= MOST_LEVELS || left <= 0) return '…';
    if (Array.isArray(value)) {
      const kept = value.slice(0, MOST_ENTRIES).map((one) => bound(one, level + 1));
      return value.length > MOST_ENTRIES ? [...kept, `… (${value.length} entries)`] : kept;
    }
    const entries = Object.entries(value);
    const kept = entries.slice(0, MOST_ENTRIES).map(([name, one]) => [text(name), bound(one, level + 1)]);
    if (entries.length > MOST_ENTRIES) kept.push(['…', `${entries.length} members`]);
    return Object.fromEntries(kept) as object;
  };
  return bound(trail, 0);
}

function wellFormed(text: string): string {
  return text
    .replaceAll('\u0000', '\uFFFD')
    .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD');
}
