import { DefinitionNotChangedError } from '#src/definitions/errors.js';

export function databaseProvidersOff(): DefinitionNotChangedError {
  return new DefinitionNotChangedError(
    'database_providers_off',
    'Providers are kept in the configuration file only here (externalIdentityProviders.databaseProviders is false).',
  );
}

export function providerExists(scheme: string): DefinitionNotChangedError {
  return new DefinitionNotChangedError(
    'provider_exists',
    `There is a provider ${scheme} in the database already; replace or remove it.`,
  );
}

export function issuerInFile(owner: string): DefinitionNotChangedError {
  return new DefinitionNotChangedError(
    'issuer_in_file',
    `The provider ${owner} of the configuration file has this issuer already. Another provider that speaks for it could sign in as any of its people, so it can only be added in the file.`,
  );
}

export function issuerTaken(owner: string): DefinitionNotChangedError {
  return new DefinitionNotChangedError(
    'issuer_taken',
    `The provider ${owner} has this issuer already, with its keys at another place. Whoever holds the keys of this one could sign in as any of its people: remove that one, or give this one the same authority and jwksUri.`,
  );
}
