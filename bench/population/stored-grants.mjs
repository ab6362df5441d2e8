import { Connections, expect, formRequest } from '../load/connections.mjs';
import { tokensOf } from '../flows/tokens.mjs';
import { APP, CONNECTIONS } from '../world.mjs';
import { refreshTokenOf, usableGrant } from './ids.mjs';

/**
 * The Grants that a database was filled with, and the refresh token that each has now. Workers choose at random, each
 * among Grants of its own, because a refresh token is good for one use.
 */
export class StoredGrants {
  used = new Map();

  /** @param sizes { accounts, every }: see usableGrant */
  constructor(count, sizes) {
    this.count = count;
    this.sizes = sizes;
  }

  choose(worker) {
    const ofEach = Math.floor(this.count / this.sizes.every / CONNECTIONS);
    return usableGrant(Math.floor(Math.random() * ofEach) * CONNECTIONS + worker, this.sizes);
  }

  /** Refreshes a Grant. @returns its tokens */
  async refresh(grant, target, connections) {
    const used = this.used.get(grant) ?? refreshTokenOf(grant);
    const form = { grant_type: 'refresh_token', refresh_token: used, client_id: APP.id };
    const tokens = tokensOf(await connections.send(formRequest(target.paths.token, form)), true);
    expect(tokens.refresh_token !== used, 'the refresh token was not rotated');
    this.used.set(grant, tokens.refresh_token);
    return tokens;
  }

  /** Access tokens of so many Grants. */
  async accessTokens(count, target) {
    const connections = new Connections(target.origin, CONNECTIONS);
    const tokens = [];
    const work = async (worker) => {
      while (tokens.length < count)
        tokens.push((await this.refresh(this.choose(worker), target, connections)).access_token);
    };
    try {
      await Promise.all(Array.from({ length: CONNECTIONS }, (_, worker) => work(worker)));
    } finally {
      await connections.close();
    }
    return tokens;
  }
}
