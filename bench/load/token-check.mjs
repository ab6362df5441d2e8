import { createLocalJWKSet, jwtVerify } from 'jose';
import { expect } from './connections.mjs';

/** About one per cent, and no divisor of the number of connections. */
const EVERY = 97;

/**
 * Verifies about one per cent of the tokens of a round, when the round is over: the signature, who issued it, whom it is
 * for and what it permits.
 */
export class TokenCheck {
  seen = 0;
  samples = [];

  constructor(target, scope) {
    this.target = target;
    this.scope = scope;
  }

  /** @param idTokenFor the client, where there must be an ID token */
  note(tokens, idTokenFor) {
    if (this.seen++ % EVERY === 0) this.samples.push({ tokens, idTokenFor });
  }

  /** @throws Error about the first token that is wrong */
  async verify() {
    const { origin, issuer, paths, audience } = this.target;
    this.keys ??= createLocalJWKSet(await (await fetch(origin + paths.jwks)).json());
    for (const { tokens, idTokenFor } of this.samples.splice(0)) {
      const { payload } = await jwtVerify(tokens.access_token, this.keys, {
        issuer,
        audience,
        typ: 'at+jwt',
        algorithms: ['ES256'],
      });
      const granted = payload.scope.split(' ');
      for (const scope of this.scope.split(' '))
        expect(granted.includes(scope), `an access token without ${scope}: ${payload.scope}`);
      if (!idTokenFor) continue;
      const idToken = await jwtVerify(tokens.id_token, this.keys, {
        issuer,
        audience: idTokenFor,
        algorithms: ['RS256'],
      });
      expect(typeof idToken.payload.fhirUser === 'string', 'an ID token without fhirUser');
    }
  }
}
