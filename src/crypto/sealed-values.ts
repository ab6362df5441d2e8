/** A value of the database that the encryption key has sealed (SecretBox). */
export interface SealedValue {
  /** Where it is, for a message: `signing_key.sealed_private_jwk`. */
  place: string;
  purpose: string;
  sealed: string;
}

/** Where the sealed values are. The room of the database knows, which this room must not know. */
export abstract class SealedValues {
  /**
   * @returns a few of them, which show with which encryption key the database is sealed; none when nothing in it is
   * sealed.
   */
  abstract samples(): Promise<SealedValue[]>;
}
