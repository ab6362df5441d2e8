import { DefinitionNotChangedError } from '#src/definitions/errors.js';

export function databaseProvidersOff(): DefinitionNotChangedError {
  return new DefinitionNotChangedError(
    'database_providers_off',
    'Identity providers can be defined only in the configuration file (externalIdentityProviders.databaseProviders is false).',
  );
}

export function providerExists(scheme: string): DefinitionNotChangedError {
  return new DefinitionNotChangedError(
    'provider_exists',
    `There is already an identity provider ${scheme} in the database. Replace or remove it.`,
  );
}

export function issuerInFile(owner: string): DefinitionNotChangedError {
  return new DefinitionNotChangedError(
    'issuer_in_file',
    `The identity provider ${owner} of the configuration file already has this issuer. Another identity provider with the same issuer could sign in as any of its people, so it can be added only in the file.`,
  );
}

export function issuerTaken(owner: string): DefinitionNotChangedError {
  return new DefinitionNotChangedError(
    'issuer_taken',
    `The identity provider ${owner} already has this issuer, with keys at another address. The owner of the new keys could sign in as any of its people. Remove ${owner}, or give the new identity provider the same authority and jwksUri.`,
  );
}

/** @param there the schemes that there are. */
export function unknownProvider(scheme: string, there: readonly string[]): DefinitionNotChangedError {
  return new DefinitionNotChangedError(
    'unknown_provider',
    `There is no identity provider ${scheme}. There are: ${there.join(', ') || 'none'}.`,
  );
}
