/** Nothing that is sent here is nested deeper; what is, is there to use up the stack of a reader. */
const MAX_DEPTH = 32;

/** Whether a JSON text is nested deeper than anything that is meant. Looks at the text alone, so it can be asked before any parser. */
export function isNestedTooDeep(text: string): boolean {
  let depth = 0;
  let inText = false;
  for (let index = 0; index < text.length; index += 1) {
    const sign = text[index];
    if (inText) {
      if (sign === '\\') index += 1;
      else if (sign === '"') inText = false;
    } else if (sign === '"') inText = true;
    else if (sign === '{' || sign === '[') {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (sign === '}' || sign === ']') depth -= 1;
  }
  return false;
}

/** Whether the header or the claims of a JWT are. Looks at nothing else, and trusts nothing in it. */
export function isJwtNestedTooDeep(jwt: string): boolean {
  return jwt.split('.', 2).some((part) => isNestedTooDeep(Buffer.from(part, 'base64url').toString('utf8')));
}
