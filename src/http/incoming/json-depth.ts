/** No valid request is nested deeper. Deeper nesting is meant to use up the stack of a parser. */
const MAX_DEPTH = 32;

/** Whether a JSON text is nested too deep. It reads the text only, so it can run before any parser. */
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

/**
 * Whether the header or the claims of a JWT are nested too deep. It reads nothing else, and trusts nothing in the JWT.
 */
export function isJwtNestedTooDeep(jwt: string): boolean {
  return jwt.split('.', 2).some((part) => isNestedTooDeep(Buffer.from(part, 'base64url').toString('utf8')));
}
