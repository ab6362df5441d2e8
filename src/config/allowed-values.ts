/** Whether a text is a pattern: text with at most one `*`, which stands for any characters. */
export function isAllowedValuePattern(pattern: unknown): boolean {
  return typeof pattern === 'string' && pattern.length <= 256 && /^(?=.)[^*]*\*?[^*]*$/s.test(pattern);
}

/**
 * Whether the settings allow a value. It is compared exactly, case included.
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
