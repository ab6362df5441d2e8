import type { UsableClient } from '#src/clients/client-definition.js';
import type { ClientDefinitions } from '#src/clients/client-definitions.js';
import type Provider from 'oidc-provider';
import type { Client } from 'oidc-provider';
import type { ClientKeyFreshness } from '../../client-authentication/client-key-freshness.js';
import { oneKeyByName } from '../../client-authentication/client-key-choice.js';
import type { ClientRequests } from '../../client-authentication/client-requests.js';
import type { SeveralClientSecrets } from '../../client-authentication/client-secret-check.js';
import { redirectUriAllowed } from '../../authorize/loopback-redirects.js';
import { queueSignOut, type SendLogoutToken } from '../../logout/queued-sign-outs.js';
import type { RelyingPartySessionStore } from '#src/access/relying-party-session.store.js';
import { type AroundFind, replaceFind, replaceMethod } from './replace.js';

/** What the overrides of clients need. */
export interface ClientParts {
  clients: ClientDefinitions;
  clientRequests: ClientRequests;
  clientKeys: ClientKeyFreshness;
  clientSecrets: SeveralClientSecrets;
  relyingParties: RelyingPartySessionStore;
}

/**
 * Replaces members of the engine’s clients. Each comment says what the engine does, what is needed instead, and why
 * none of the engine’s public hooks can do it. `engine-contract.spec.ts` fails when the engine changes one of these
 * members.
 *
 * @returns the engine’s own function that sends a logout token to a client.
 */
export function overrideClients(
  { Client }: Provider,
  { clients, clientRequests, clientKeys, clientSecrets, relyingParties }: ClientParts,
): SendLogoutToken {
  // Engine: tries each key that fits, keeps the keys of a `jwks_uri` for at least a minute, and fetches them without
  // saying for which client. Needed: one key or none, kept as long as their answer says (SMART App Launch 2.2, "Client
  // Authentication: Asymmetric"), and fetched in the client’s name. No hook: the key store belongs to the client
  // object.
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

  // Engine: at each look it writes all metadata of a client as JSON and hashes them, to see whether they have changed.
  // Needed: no work while the definition is the same, because every request looks, mostly several times. No hook.
  const known = new WeakMap<UsableClient, Client>();
  const onceForEachDefinition: AroundFind<Client> = (find) => async (id) => {
    const definition = await clients.letIn(id);
    const client = (definition && known.get(definition)) ?? (await find(id));
    if (definition && client) known.set(definition, client);
    return client;
  };
  replaceFind<Client>(Client, withGuardedKeys, onceForEachDefinition);

  // Engine: knows one secret, in plain text. Needed: several secrets, hashed, each with its own expiry. No hook.
  replaceMethod(Client, 'compareClientSecret', clientSecrets.compare);

  // Engine: lets native apps change the port of `localhost` too. Needed: RFC 8252 sections 7.3 and 8.3. No hook.
  replaceMethod(Client, 'redirectUriAllowed', () => redirectUriAllowed);

  // Engine: sends clients their logout token while the person waits. Needed: later, and in the client’s name. No hook.
  let send!: SendLogoutToken;
  replaceMethod(Client, 'backchannelLogout', (own) => {
    send = clientRequests.inNameOfClient(own);
    return queueSignOut(relyingParties);
  });
  return send;
}
