import { ConfigurationError } from '#src/config/problems.js';
import { DomainError } from '#src/errors/domain-error.js';
import type { DefinitionKind } from './definition-kind.js';

/** A definition cannot be changed as requested. The code says why. */
export class DefinitionNotChangedError extends DomainError {
  constructor(code: string, message: string) {
    super({ code, message });
  }
}

/** The code is `client_in_file` or `provider_in_file`. */
export function definedInFile(
  { word, noun, nameWord }: DefinitionKind,
  name: string,
): DefinitionNotChangedError {
  return new DefinitionNotChangedError(
    `${word}_in_file`,
    `The configuration file defines the ${noun} ${name}, and takes precedence over the database. Change the file, or choose another ${nameWord}.`,
  );
}

/** The code is `unknown_client` or `unknown_provider`. */
export function notInDatabase({ word, noun }: DefinitionKind, name: string): DefinitionNotChangedError {
  return new DefinitionNotChangedError(
    `unknown_${word}`,
    `There is no ${noun} ${name} in the database (wardkey ${word} list).`,
  );
}

/** A row cannot be used, for a reason that is not in its settings. */
export function unusable(why: string): ConfigurationError {
  return new ConfigurationError([{ path: '', message: why }]);
}

/** A row has a name that the configuration file uses, too. */
export function shadowedByFile({ nameWord }: DefinitionKind): ConfigurationError {
  return unusable(`the configuration file has the same ${nameWord}, and takes precedence`);
}

/** The settings of a row contain another name than the row. */
export function otherName({ nameKey }: DefinitionKind): ConfigurationError {
  return new ConfigurationError([{ path: nameKey, message: 'differs from the name of the database row' }]);
}
