const SIGN = '[2-9A-HJ-NP-Z]';
const REFERENCE = new RegExp(`^(${SIGN}{4})[-\\s]?(${SIGN}{4})$`, 'i');

/**
 * The reference number in what somebody typed in, as pages show it: K7PQ-3MXA. Eight letters without a hyphen and
 * without a digit are rather a name.
 */
export function referenceIn(text: string): string | undefined {
  const [, first, second] = REFERENCE.exec(text.trim()) ?? [];
  if (first === undefined || second === undefined || !/[-\d]/.test(text)) return undefined;
  return `${first}-${second}`.toUpperCase();
}
