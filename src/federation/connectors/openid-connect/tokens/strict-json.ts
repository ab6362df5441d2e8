/** Nothing a provider says is nested deeper; what is, is there to keep readers busy. */
const MAX_DEPTH = 32;

/**
 * Whether a JSON text is one that every reader understands alike: no object names a member twice (`JSON.parse` keeps the
 * last one silently, another reader may keep the first), nothing is nested without end, and no mark stands in front.
 */
export function isStrictJson(text: string): boolean {
  if (text.startsWith('\uFEFF')) return false;
  const stack: Array<Set<string> | undefined> = [];
  const token = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;
  let match: RegExpExecArray | null;
  let expectsName = false;
  while ((match = token.exec(text)) !== null) {
    const [part] = match;
    if (part === '{') {
      stack.push(new Set());
      expectsName = true;
    } else if (part === '[') {
      stack.push(undefined);
      expectsName = false;
    } else if (part === '}' || part === ']') {
      stack.pop();
      expectsName = false;
    } else if (part === ',') {
      expectsName = stack.at(-1) !== undefined;
    } else if (part === ':') {
      expectsName = false;
    } else if (expectsName) {
      const names = stack.at(-1)!;
      const name = JSON.parse(part) as string;
      if (names.has(name)) return false;
      names.add(name);
    }
    if (stack.length > MAX_DEPTH) return false;
  }
  return true;
}
