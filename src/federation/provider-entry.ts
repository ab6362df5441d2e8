import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';

/** Where a provider was set up: in the configuration file, or in the database while the server runs. */
export type ProviderOrigin = 'file' | 'database';

/** One provider as it was set up; one with a `problem` is left out of every sign-in. */
export type ProviderEntry = { scheme: string; origin: ProviderOrigin } & (
  { provider: IdentityProviderSettings } | { problem: string }
);
