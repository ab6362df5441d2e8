import type Provider from 'oidc-provider';
import type { Client } from 'oidc-provider';
import type { ClientKeyFreshness } from '../../client-authentication/client-key-freshness.js';
import { oneKeyByName } from '../../client-authentication/client-key-choice.js';
import type { ClientRequests } from '../../client-authentication/client-requests.js';
import type { SeveralClientSecrets } from '../../client-authentication/client-secret-check.js';
import { redirectUriAllowed } from '../../authorize/loopback-redirects.js';
import { toldLater, type Tell } from '../../logout/clients-told-later.js';
import type { RelyingPartySessionStore } from '#src/access/relying-party-session.store.js';
import { type AroundFind, replaceFind, replaceMethod } from './replace.js';

/** What the clients’ overrides are made from. */
export interface ClientParts {
  clientRequests: ClientRequests;
  clientKeys: ClientKeyFreshness;
  clientSecrets: SeveralClientSecrets;
  relyingParties: RelyingPartySessionStore;
}

/**
 * Replaces members of the engine’s clients. Each says what the engine does, what is needed, and why none of its public
 * hooks serves. `engine-contract.spec.ts` fails when the engine changes one of them.
 *
 * @returns the engine’s own way of telling a client that somebody has signed out.
 */
export function overrideClients(
  { Client }: Provider,
  { clientRequests, clientKeys, clientSecrets, relyingParties }: ClientParts,
): Tell {
  // Engine: tries each key that fits, keeps keys of `jwks_uri` for a minute at least, and fetches them without saying for
  // whom. Needed: one key or none, kept as long as their answer says (SMART App Launch 2.2, "Client Authentication:
  // Asymmetric"), and fetched in the client’s name. No hook: the key store is the client’s own.
  const prepared = new WeakSet<object>();
  const withGuardedKeys: AroundFind<Client> = (find) => async (id) => {
    const client = await find(id);
    const keys = client?.asymmetricKeyStore;
    if (client && keys && !prepared.has(keys)) {
      prepared.add(keys);
      oneKeyByName(keys);
      if (client.jwksUri) {
        clientKeys.guard(keys);
        clientRequests.noteRefreshOf(client, keys);
      }
    }
    return client;
  };
  replaceFind<Client>(Client, withGuardedKeys);

  // Engine: knows one secret, in the clear. Needed: several, hashed, each until its time. No hook.
  replaceMethod(Client, 'compareClientSecret', clientSecrets.compare);

  // Engine: lets native apps change the port of `localhost` too. Needed: RFC 8252 sections 7.3 and 8.3. No hook.
  replaceMethod(Client, 'redirectUriAllowed', () => redirectUriAllowed);

  // Engine: tells clients of a sign-out while the person waits. Needed: later, in the client’s name. No hook.
  let tell!: Tell;
  replaceMethod(Client, 'backchannelLogout', (own) => {
    tell = clientRequests.inNameOfClient(own);
    return toldLater(relyingParties);
  });
  return tell;
}
