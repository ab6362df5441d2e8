import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';

/** Where a provider was set up: in the configuration file, or in the database while the server runs. */
export type ProviderOrigin = 'file' | 'database';

/** One provider as it was set up; one with a `problem` is left out of every sign-in. */
export type ProviderEntry = { scheme: string; origin: ProviderOrigin } & (
  { provider: IdentityProviderSettings } | { problem: string }
);

/** A provider that was set up, switched on or not, usable or not. */
export interface SetUpProvider {
  scheme: string;
  /** Those its people are known under; none while it is unusable. */
  issuers: string[];
  /** The same for entries that are one provider, registered twice. */
  authority: string;
}

/** Whether nobody but one provider speaks here: only then is it plain whose people are meant where nothing says so. */
export function isOneProvider(setUp: readonly SetUpProvider[]): boolean {
  return new Set(setUp.map(({ authority }) => authority)).size <= 1;
}
