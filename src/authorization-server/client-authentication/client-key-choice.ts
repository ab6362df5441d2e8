import type { JWK } from 'jose';
import type { Client } from 'oidc-provider';
import type Provider from 'oidc-provider';
import { distinctKeys, isForSignatures } from '#src/crypto/public-keys.js';

/** The part of the engine’s key store of a client that matters here. */
interface ClientKeyStore extends Iterable<JWK> {
  selectForVerify(options: { kid?: string }): JWK[];
}

/**
 * An assertion names exactly one key: two that fit its `kid` are as bad as none (SMART App Launch 2.2, "Client
 * Authentication: Asymmetric"). The engine would try one after the other. One key that stands there twice is one; and
 * the only key there is needs no name, so an assertion may give it any.
 */
export function assertionsNameOneKey(provider: Provider): void {
  const guarded = new WeakSet<object>();
  const { Client } = provider;
  const find = Client.find.bind(Client);
  Client.find = async (id) => {
    const client = await find(id);
    const store = client && keyStoreOf(client);
    if (store && !guarded.has(store)) {
      guarded.add(store);
      const select = store.selectForVerify.bind(store);
      store.selectForVerify = (options) => {
        const asked = hasOneUnnamedKey(store) ? { ...options, kid: undefined } : options;
        const keys = distinctKeys(select(asked));
        return keys.length > 1 ? [] : keys;
      };
    }
    return client;
  };
}

/** Whether a client has a single key to sign with, which has no `kid`. */
export function needsNoKeyName(client: Client): boolean {
  const store = keyStoreOf(client);
  return store !== undefined && hasOneUnnamedKey(store);
}

function hasOneUnnamedKey(store: ClientKeyStore): boolean {
  const keys = distinctKeys([...store].filter(isForSignatures));
  return keys.length === 1 && keys[0]!.kid === undefined;
}

function keyStoreOf(client: Client): ClientKeyStore | undefined {
  return (client as unknown as { asymmetricKeyStore?: ClientKeyStore }).asymmetricKeyStore;
}
