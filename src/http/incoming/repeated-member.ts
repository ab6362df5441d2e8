const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]/gs;
const IS_NAME = /[ \t\r\n]*:/y;

/**
 * The name of a member that one object of a JSON text has twice. One reader takes the first, another the last (RFC 8259
 * section 4). It reads the text only; the parser finds out whether the text is JSON.
 */
export function repeatedMember(text: string): string | undefined {
  const open: Array<Set<string> | undefined> = [];
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else {
      const names = open.at(-1);
      IS_NAME.lastIndex = index + token.length;
      if (!names || !IS_NAME.test(text)) continue;
      const name = unescaped(token);
      if (names.has(name)) return name;
      names.add(name);
    }
  }
  return undefined;
}

function unescaped(token: string): string {
  try {
    return JSON.parse(token) as string;
  } catch {
    return token;
  }
}
