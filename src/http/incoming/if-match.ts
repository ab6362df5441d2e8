const ENTITY_TAGS = /[ \t]*(?:(W\/)?("[\x21\x23-\x7e\x80-\xff]*"))?[ \t]*(?:,|$)/y;

/** The condition under which a request may change something (RFC 9110 section 13.1.1). */
export class IfMatch {
  private constructor(
    /** Whether the request has the header. */
    readonly isGiven: boolean,
    private readonly anything: boolean,
    private readonly tags: string[],
  ) {}

  /** @param header the field as it came. A field that cannot be read is never met. */
  static parse(header: string | undefined): IfMatch {
    if (header === undefined) return new IfMatch(false, true, []);
    if (header.trim() === '*') return new IfMatch(true, true, []);
    return new IfMatch(true, false, strongTags(header));
  }

  /** Whether any version meets the condition. */
  get isUnconditional(): boolean {
    return this.anything;
  }

  /** @param current the strong entity tag of the present state. */
  isMetBy(current: string): boolean {
    return this.isMet((tag) => tag === current);
  }

  /** @param isCurrent whether a strong entity tag stands for the present state. */
  isMet(isCurrent: (tag: string) => boolean): boolean {
    return this.anything || this.tags.some(isCurrent);
  }
}

/** The strong tags. The comparison is strong, so a weak tag never matches. */
function strongTags(header: string): string[] {
  const tags: string[] = [];
  for (let at = 0; at < header.length; at = ENTITY_TAGS.lastIndex) {
    ENTITY_TAGS.lastIndex = at;
    const found = ENTITY_TAGS.exec(header);
    if (!found) return [];
    const [, weak, tag] = found;
    if (tag !== undefined && weak === undefined) tags.push(tag);
  }
  return tags;
}
