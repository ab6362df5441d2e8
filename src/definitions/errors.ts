import { ConfigurationError } from '#src/config/problems.js';
import { DomainError } from '#src/errors/domain-error.js';
import type { DefinitionKind } from './definition-kind.js';

/** A definition cannot be changed as it was asked. The code says why. */
export class DefinitionNotChangedError extends DomainError {
  constructor(code: string, message: string) {
    super({ code, message });
  }
}

/** The code is `client_in_file` or `provider_in_file`. */
export function definedInFile({ word, nameWord }: DefinitionKind, name: string): DefinitionNotChangedError {
  return new DefinitionNotChangedError(
    `${word}_in_file`,
    `The configuration file has a ${word} ${name}. The file wins, and cannot be changed or shadowed from here: change it there, or choose another ${nameWord}.`,
  );
}

/** The code is `unknown_client` or `unknown_provider`. */
export function notInDatabase({ word }: DefinitionKind, name: string): DefinitionNotChangedError {
  return new DefinitionNotChangedError(
    `unknown_${word}`,
    `There is no ${word} ${name} in the database (wardkey ${word} list).`,
  );
}

/** A row cannot be used, for a reason that is not in its settings. */
export function unusable(why: string): ConfigurationError {
  return new ConfigurationError([{ path: '', message: why }]);
}

/** A row has a name that the configuration file uses, too. */
export function shadowedByFile({ word, nameWord }: DefinitionKind): ConfigurationError {
  return unusable(`the configuration file has a ${word} of this ${nameWord}, and the file wins`);
}

/** The settings of a row contain another name than the row. */
export function otherName({ nameKey }: DefinitionKind): ConfigurationError {
  return new ConfigurationError([{ path: nameKey, message: 'is not the one the row is filed under' }]);
}
