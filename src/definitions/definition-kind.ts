/** What messages, commands and the audit log call one kind of definition. */
export interface DefinitionKind {
  /** As in `wardkey client list`, `client_in_file` and `client.unusable`. */
  word: 'client' | 'provider';
  /** The word that people use for its name. */
  nameWord: 'id' | 'scheme';
  /** The setting that holds its name, and the column of the audit log. */
  nameKey: 'clientId' | 'scheme';
  /** The context of its warnings in the log. */
  logContext: string;
}
