import { Injectable } from '@nestjs/common';
import { EpochStore } from './epoch.store.js';
import { RelyingPartySessionStore } from './relying-party-session.store.js';

/**
 * Ends the access that was given until now, for all people at once. No rows are searched and deleted. Instead a count
 * is raised, and access that was given under a lower count no longer stands. Clients that want logout tokens get one.
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

  /** Ends all access of this client: for people, and for the client itself. */
  async client(clientId: string): Promise<void> {
    await this.epochs.raise('client', clientId);
    await this.signedInAt.endAll(clientId);
  }

  /** Ends all access to this FHIR server. The people stay signed in. */
  async fhirServer(name: string): Promise<void> {
    await this.epochs.raise('fhirServer', name);
  }
}
