import type { JWK } from 'jose';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { privateKeysFor, signatureAlgorithm } from '#src/crypto/private-keys.js';

/** The members of a public key (RFC 7518 section 6, RFC 8037), and those that name its certificate. */
const PUBLIC_MEMBERS = ['kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'x5c', 'x5t', 'x5t#S256'] as const;

/**
 * The public part of this server’s keys for one identity provider, as a JWK Set: the keys that sign client assertions,
 * and the keys that the identity provider may encrypt to. In the order of the settings, so that the newest is first.
 */
export function ownPublicKeys(provider: IdentityProviderSettings): { keys: JWK[] } {
  const { clientPrivateKey, idTokenDecryptionKey, userinfoDecryptionKey } = provider;
  const keys = new Map<string, JWK>();
  const publish = (key: JWK, use: 'sig' | 'enc', alg: string | undefined) => {
    const part = publicPart(key);
    const identity = JSON.stringify([part.kty, part.crv, part.x, part.n]);
    const known = keys.get(identity);
    // A key with both uses is published without `use`: two entries of one key would have the same `kid`.
    if (known && known.use !== use) keys.set(identity, part);
    else if (!known) keys.set(identity, { ...part, use, ...(alg === undefined ? {} : { alg }) });
  };
  for (const key of privateKeysFor('sig', clientPrivateKey)) publish(key, 'sig', signatureAlgorithm(key));
  for (const text of [idTokenDecryptionKey, userinfoDecryptionKey])
    for (const key of privateKeysFor('enc', text)) publish(key, 'enc', key.alg);
  return { keys: [...keys.values()] };
}

function publicPart(key: JWK): JWK {
  const present = PUBLIC_MEMBERS.filter((name) => key[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, key[name]])) as JWK;
}
