import { Injectable } from '@nestjs/common';
import { GrantContextStore } from '#src/access/grant-context.store.js';
import { RelyingPartySessionStore } from '#src/access/relying-party-session.store.js';
import { ArtifactStore } from '../storage/artifact.store.js';

/** The ways in which browser sessions and Grants end. access/endings.ts ends access for all people at once. */
@Injectable()
export class SessionEndings {
  constructor(
    private readonly store: ArtifactStore,
    private readonly relyingParties: RelyingPartySessionStore,
    private readonly contexts: GrantContextStore,
  ) {}

  /** Ends these sessions, here and at the clients that want logout tokens. What the person allowed in them stays. */
  async sessions(uids: string[]): Promise<void> {
    await this.store.destroySessions(uids);
    await this.relyingParties.endSessions(uids);
  }

  /** Ends everything that the person allowed in these sessions, offline access included. */
  async grantsMadeIn(uids: string[]): Promise<void> {
    for (const grantHash of await this.contexts.grantsMadeIn(uids)) await this.grant(grantHash);
  }

  /** Ends what the person allowed "until you sign out". */
  async grantsUntilSignOut(uid: string): Promise<void> {
    for (const grantHash of await this.contexts.grantsOfSession(uid)) await this.grant(grantHash);
  }

  /** Ends one Grant: its refresh tokens and opaque access tokens at once, its JWTs wherever they are introspected. */
  async grant(grantHash: string): Promise<void> {
    await this.store.destroyGrantByHash(grantHash);
  }
}
