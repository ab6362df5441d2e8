import type Provider from 'oidc-provider';

/** The part of the engine’s key store of a client that matters here. */
interface ClientKeyStore {
  selectForVerify(options: object): unknown[];
}

/**
 * An assertion names exactly one key: two that fit its `kid` are as bad as none (SMART App Launch 2.2, "Client
 * Authentication: Asymmetric"). The engine would try one after the other.
 */
export function assertionsNameOneKey(provider: Provider): void {
  const guarded = new WeakSet<object>();
  const { Client } = provider;
  const find = Client.find.bind(Client);
  Client.find = async (id) => {
    const client = await find(id);
    const store = (client as unknown as { asymmetricKeyStore?: ClientKeyStore } | undefined)
      ?.asymmetricKeyStore;
    if (store && !guarded.has(store)) {
      guarded.add(store);
      const select = store.selectForVerify.bind(store);
      store.selectForVerify = (options) => {
        const keys = select(options);
        return keys.length > 1 ? [] : keys;
      };
    }
    return client;
  };
}
