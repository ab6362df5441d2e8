import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, In, MoreThan, type Repository } from 'typeorm';
import { SecretBox } from '#src/crypto/secret-box.js';
import { epochNow } from '#src/database/epoch-column.js';
import { FederatedSession } from './federated-session.entity.js';

/** What is remembered of a sign-in at a provider. */
export interface SignInUpstream {
  accountId: string;
  scheme: string;
  issuer: string;
  subject: string;
  sid?: string;
  /** To be kept for signing out there. */
  idToken?: string;
}

const PURPOSE = 'federated-session';

/** Remembers which provider’s session each of our sessions came from. */
@Injectable()
export class FederatedSessionStore {
  private readonly sessions: Repository<FederatedSession>;

  constructor(
    dataSource: DataSource,
    private readonly secretBox: SecretBox,
  ) {
    this.sessions = dataSource.getRepository(FederatedSession);
  }

  /** @returns the id to bind a session of ours to, once there is one. */
  async begin(upstream: SignInUpstream, lifetimeSeconds: number): Promise<string> {
    const { idToken, sid, ...facts } = upstream;
    const id = randomUUID();
    await this.sessions.insert({
      ...facts,
      id,
      sessionUid: null,
      upstreamSid: sid ?? null,
      sealedIdToken: idToken === undefined ? null : this.secretBox.seal(PURPOSE, idToken),
      createdAt: epochNow(),
      expiresAt: epochNow() + lifetimeSeconds,
    });
    return id;
  }

  /**
   * Binds once: a sign-in never comes to stand for a second session or for another account.
   *
   * @returns false when it cannot be bound; when it is over already, for one.
   */
  async bind(id: string, session: { uid: string; accountId: string }): Promise<boolean> {
    const result = await this.sessions
      .createQueryBuilder()
      .update()
      .set({ sessionUid: session.uid })
      .where('id = :id AND account_id = :accountId AND (session_uid IS NULL OR session_uid = :uid)', {
        id,
        ...session,
      })
      .execute();
    return result.affected === 1;
  }

  /** Keeps what belongs to a session at least until then. */
  async keepUntil(sessionUid: string, expiresAt: number): Promise<void> {
    await this.sessions
      .createQueryBuilder()
      .update()
      .set({ expiresAt })
      .where('session_uid = :sessionUid AND expires_at < :expiresAt', { sessionUid, expiresAt })
      .execute();
  }

  /** Once signed out, a hint is of no use any more. */
  async forgetIdTokens(sessionUid: string): Promise<void> {
    await this.sessions.update({ sessionUid }, { sealedIdToken: null });
  }

  /** The sign-ins a session came from, the latest first. */
  async ofSession(sessionUid: string): Promise<FederatedSession[]> {
    return this.sessions.find({
      where: { sessionUid, expiresAt: MoreThan(epochNow()) },
      order: { createdAt: 'DESC' },
    });
  }

  /** Every sign-in of somebody at a provider, or of one session of theirs there. */
  async ofUpstream(issuer: string, who: { subject?: string; sid?: string }): Promise<FederatedSession[]> {
    const { subject, sid } = who;
    if (subject === undefined && sid === undefined) return [];
    return this.sessions.find({
      where: {
        issuer,
        ...(subject === undefined ? {} : { subject }),
        ...(sid === undefined ? {} : { upstreamSid: sid }),
      },
    });
  }

  /** The ID token that was kept, if any. */
  idTokenOf(session: FederatedSession): string | undefined {
    return session.sealedIdToken === null ? undefined : this.secretBox.open(PURPOSE, session.sealedIdToken);
  }

  async remove(sessions: FederatedSession[]): Promise<void> {
    if (sessions.length > 0) await this.sessions.delete({ id: In(sessions.map(({ id }) => id)) });
  }
}
