import type { Epochs } from '#src/access/epochs.js';

/** The counts at the time of a sign-in; see {@link Epochs}. They must be read before the facts that they guard. */
export interface SignInEpochs {
  account: number;
  /** The count of the link or of the password. */
  way: number;
  /** The counts of everything, of clients and of FHIR servers. */
  shared: Epochs;
}
