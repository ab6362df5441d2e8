import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import type { DefinitionKind } from '#src/definitions/definition-kind.js';
import type { Definition } from '#src/definitions/definition.js';

export const IDENTITY_PROVIDER: DefinitionKind = {
  word: 'provider',
  noun: 'identity provider',
  nameWord: 'scheme',
  nameKey: 'scheme',
  logContext: 'Providers',
};

/** One identity provider as it was defined. With a `problem` it is left out of every sign-in. */
export type IdentityProviderDefinition = {
  scheme: string;
  /** Where it was defined: in the configuration file, or in the database while the server runs. */
  origin: 'file' | 'database';
  /** Of one in the database: how often it was changed, and whether it is switched on. */
  version?: number;
  enabled?: boolean;
} & Definition<IdentityProviderSettings>;
