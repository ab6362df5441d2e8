import { Injectable } from '@nestjs/common';
import { type Counterpart, Egress } from '#src/http/outgoing/egress.js';
import { ProviderKeySet } from './provider-key-set.js';

/** Far more than anybody has providers; what changed providers leave behind must not pile up. */
const MAX_KEY_SETS = 200;

/**
 * The key sets of all providers. By their address too, not by scheme alone: a provider that is changed while the server
 * runs must not be believed with its predecessor’s keys.
 */
@Injectable()
export class ProviderKeys {
  private readonly keySets = new Map<string, ProviderKeySet>();

  constructor(private readonly egress: Egress) {}

  /** Read when a token is verified, not before. */
  at(jwksUri: string, counterpart: Counterpart): ProviderKeySet {
    const place = `${counterpart.owner} ${counterpart.givenBy} ${jwksUri}`;
    let keySet = this.keySets.get(place);
    if (!keySet) {
      if (this.keySets.size >= MAX_KEY_SETS) this.keySets.clear();
      keySet = new ProviderKeySet(jwksUri, counterpart, this.egress);
      this.keySets.set(place, keySet);
    }
    return keySet;
  }
}
