import { Injectable } from '@nestjs/common';
import { Clock } from '#src/clock/clock.js';
import { type Counterpart, Egress } from '#src/http/outgoing/egress.js';
import { ProviderKeySet } from './provider-key-set.js';

/**
 * Far more than an installation has identity providers. The key sets of changed identity providers must not fill the
 * memory.
 */
const MAX_KEY_SETS = 200;

/**
 * The key sets of all identity providers. The map uses the address of the key set too, not the scheme alone: an
 * identity provider that is changed while the server runs must not be verified by the keys of the earlier one.
 */
@Injectable()
export class ProviderKeys {
  private readonly keySets = new Map<string, ProviderKeySet>();

  constructor(
    private readonly egress: Egress,
    private readonly clock: Clock,
  ) {}

  /** The key set at this address. It is read when a token is verified, not before. */
  at(jwksUri: string, counterpart: Counterpart): ProviderKeySet {
    const place = `${counterpart.owner} ${counterpart.givenBy} ${jwksUri}`;
    let keySet = this.keySets.get(place);
    if (!keySet) {
      if (this.keySets.size >= MAX_KEY_SETS) this.keySets.clear();
      keySet = new ProviderKeySet(jwksUri, counterpart, this.egress, this.clock);
      this.keySets.set(place, keySet);
    }
    return keySet;
  }
}
