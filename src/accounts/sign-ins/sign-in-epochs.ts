import type { Epochs } from '#src/access/epochs.js';

/** The counts under which somebody came in; see {@link Epochs}. Read before what they guard is looked at. */
export interface SignInEpochs {
  account: number;
  /** Of the link or of the password. */
  way: number;
  /** Of everything, of clients and of FHIR servers. */
  shared: Epochs;
}
