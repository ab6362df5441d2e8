/** The words for one kind of definition in messages, commands and the audit log. */
export interface DefinitionKind {
  /** As in `wardkey client list`, `client_in_file` and `client.unusable`. */
  word: 'client' | 'provider';
  /** What messages call it. */
  noun: 'client' | 'identity provider';
  /** The word for its name in messages. */
  nameWord: 'id' | 'scheme';
  /** The setting that holds its name, and the column of the audit log. */
  nameKey: 'clientId' | 'scheme';
  /** The context of its warnings in the log. */
  logContext: string;
}
