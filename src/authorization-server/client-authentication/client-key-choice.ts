import type { Client } from 'oidc-provider';
import { distinctKeys, isForSignatures } from '#src/crypto/public-keys.js';
import type { ClientKeyStore } from '../engine/overrides/hidden-members.js';

/**
 * Makes a client’s key store offer exactly one key for an assertion. If two keys fit its `kid`, neither may be used
 * (SMART App Launch 2.2, "Client Authentication: Asymmetric"); the engine would try one after the other. The same key
 * listed twice counts as one. A client’s only key needs no `kid`, so an assertion may name it by any.
 */
export function oneKeyByName(store: ClientKeyStore): void {
  const select = store.selectForVerify.bind(store);
  store.selectForVerify = (options) => {
    const asked = hasOneUnnamedKey(store) ? { ...options, kid: undefined } : options;
    const keys = distinctKeys(select(asked));
    return keys.length > 1 ? [] : keys;
  };
}

/** Whether the client has a single signing key, and that key has no `kid`. */
export function needsNoKeyName(client: Client): boolean {
  const store = client.asymmetricKeyStore;
  return store !== undefined && hasOneUnnamedKey(store);
}

function hasOneUnnamedKey(store: ClientKeyStore): boolean {
  const keys = distinctKeys([...store].filter(isForSignatures));
  return keys.length === 1 && keys[0]!.kid === undefined;
}
