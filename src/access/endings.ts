import { Injectable } from '@nestjs/common';
import { EpochStore } from './epoch.store.js';
import { RelyingPartySessionStore } from './relying-party-session.store.js';

/**
 * Ends what was given until now, for everybody at once. Nothing is looked for and deleted: a count goes up, and what was
 * given under the one before does not stand any more. Clients that want to be told of sign-outs are told by the server.
 */
@Injectable()
export class Endings {
  constructor(
    private readonly epochs: EpochStore,
    private readonly signedInAt: RelyingPartySessionStore,
  ) {}

  async everything(): Promise<void> {
    await this.epochs.raise('everything', '');
    await this.signedInAt.endAll();
  }

  /** What this client was given, for people and for itself. */
  async client(clientId: string): Promise<void> {
    await this.epochs.raise('client', clientId);
    await this.signedInAt.endAll(clientId);
  }

  /** What was given for this FHIR server; its people stay signed in. */
  async fhirServer(name: string): Promise<void> {
    await this.epochs.raise('fhirServer', name);
  }
}
