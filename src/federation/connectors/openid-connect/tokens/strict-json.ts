/** No real answer of an identity provider is nested deeper. A deeper one is an attempt to overload the reader. */
const MAX_DEPTH = 32;

/**
 * Whether every reader understands a JSON text in the same way. No object may name a member twice (`JSON.parse`
 * silently keeps the last one, another reader may keep the first), nesting is limited, and there is no byte order mark.
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
