import type { Client } from 'oidc-provider';
import { distinctKeys, isForSignatures } from '#src/crypto/public-keys.js';
import type { ClientKeyStore } from '../engine/overrides/hidden-members.js';

/**
 * Makes a store of a client’s keys offer exactly one key for an assertion: two that fit its `kid` are as bad as none (SMART
 * App Launch 2.2, "Client Authentication: Asymmetric"). The engine would try one after the other. One key that stands
 * there twice is one; and the only key there is needs no name, so an assertion may give it any.
 */
export function oneKeyByName(store: ClientKeyStore): void {
  const select = store.selectForVerify.bind(store);
  store.selectForVerify = (options) => {
    const asked = hasOneUnnamedKey(store) ? { ...options, kid: undefined } : options;
    const keys = distinctKeys(select(asked));
    return keys.length > 1 ? [] : keys;
  };
}

/** Whether a client has a single key to sign with, which has no `kid`. */
export function needsNoKeyName(client: Client): boolean {
  const store = client.asymmetricKeyStore;
  return store !== undefined && hasOneUnnamedKey(store);
}

function hasOneUnnamedKey(store: ClientKeyStore): boolean {
  const keys = distinctKeys([...store].filter(isForSignatures));
  return keys.length === 1 && keys[0]!.kid === undefined;
}
