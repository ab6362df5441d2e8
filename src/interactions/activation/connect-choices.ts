import type { IdentityProviders } from '#src/federation/identity-providers.js';
import type { ConnectChoice } from './activation-pages.js';

/** The identity providers that people may connect to their accounts themselves. */
export async function connectChoices(providers: IdentityProviders): Promise<ConnectChoice[]> {
  return (await providers.all())
    .filter(({ linking }) => linking === 'oneTimeCode')
    .map((provider) => ({ scheme: provider.scheme, displayName: providers.displayName(provider) }));
}
