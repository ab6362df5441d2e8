/** Text in which at most one `*` stands for any characters. */
export function isAllowedValuePattern(pattern: unknown): boolean {
  return typeof pattern === 'string' && pattern.length <= 256 && /^(?=.)[^*]*\*?[^*]*$/s.test(pattern);
}

/**
 * Whether a value is one that the settings allow; compared as it is, letters and all.
 *
 * @param allowed patterns (isAllowedValuePattern); undefined when every value is allowed.
 */
export function isAllowedValue(value: string, allowed: readonly string[] | undefined): boolean {
  if (allowed === undefined) return true;
  return allowed.some((pattern) => {
    const [start = '', end] = pattern.split('*');
    if (end === undefined) return value === start;
    return value.length >= start.length + end.length && value.startsWith(start) && value.endsWith(end);
  });
}
