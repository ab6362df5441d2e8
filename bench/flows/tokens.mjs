import { expect, jsonOf } from '../load/connections.mjs';

/** The tokens of an answer. @param isForPerson whether there must be a refresh token and an ID token */
export function tokensOf(answer, isForPerson) {
  const tokens = jsonOf(answer);
  const isWhole =
    tokens.token_type === 'Bearer' &&
    tokens.expires_in > 0 &&
    isJwt(tokens.access_token) &&
    (!isForPerson || (typeof tokens.refresh_token === 'string' && isJwt(tokens.id_token)));
  expect(isWhole, `no tokens: ${Object.keys(tokens)}`);
  return tokens;
}

const isJwt = (text) => typeof text === 'string' && text.split('.').length === 3;
