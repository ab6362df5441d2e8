/**
 * Whether a JSON text names a member of an object twice. `JSON.parse` keeps the last one silently, another reader may
 * keep the first: what they see would differ.
 */
export function hasDuplicateMembers(text: string): boolean {
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
      if (names.has(name)) return true;
      names.add(name);
    }
  }
  return false;
}
