import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Brackets, DataSource, In, IsNull, MoreThan, Not, type Repository } from 'typeorm';
import { SecretBox } from '#src/crypto/secret-box.js';
import { Clock } from '#src/clock/clock.js';
import { EntityRows } from '#src/database/entity-rows.js';
import { Sql } from '#src/database/sql.js';
import { RequestMemo } from '#src/request-scope/request-memo.js';
import type { AccountStatus } from '../account.entity.js';
import type { LocalLogin } from '../credentials/account-credential.entity.js';
import type { SignInEpochs } from './sign-in-epochs.js';
import { SIGN_IN_PURPOSE, SignInRecord } from './sign-in-record.entity.js';
import { UpstreamSignOutRecord } from './upstream-sign-out.entity.js';

/** What is stored about a sign-in. */
export interface SignInFacts {
  accountId: string;
  epochs: SignInEpochs;
  /** Absent for a password. */
  upstream?: {
    linkId: string;
    scheme: string;
    issuer: string;
    subject: string;
    sid?: string;
    /** Stored for signing out at the identity provider. */
    idToken?: string;
  };
}

/** A sign-in with its own counts, and with the counts now. */
export interface SignInNow {
  accountId: string;
  linkId: string | null;
  /** The identity provider that the person signed in with; null for a password. */
  scheme: string | null;
  epochs: SignInEpochs;
  now: {
    status: AccountStatus;
    emailKey: string | null;
    account: number;
    /** Absent when the link, or the credential, does not exist any more. */
    way?: number;
    localLogin?: LocalLogin;
  };
}

/** Leaves time for the identity provider’s own question whether to sign out, and for its message. */
const MESSAGE_SECONDS = 600;
/** Longer than any sign-in takes after the identity provider’s answer. */
const SIGN_IN_SECONDS = 600;

/** The only code that queries sign-ins. */
@Injectable()
export class SignInRecordStore {
  private readonly records: Repository<SignInRecord>;
  private readonly rows: EntityRows<SignInRecord>;
  private readonly signOutRows: EntityRows<UpstreamSignOutRecord>;
  private readonly sql: Sql;
  private readonly memo = new RequestMemo<SignInNow | undefined>();

  constructor(
    dataSource: DataSource,
    private readonly secretBox: SecretBox,
    private readonly clock: Clock,
  ) {
    this.records = dataSource.getRepository(SignInRecord);
    this.rows = new EntityRows(dataSource, SignInRecord);
    this.signOutRows = new EntityRows(dataSource, UpstreamSignOutRecord);
    this.sql = new Sql(dataSource);
  }

  /** @returns the id by which the sign-in is bound to a session once the session exists. */
  async begin({ accountId, epochs, upstream }: SignInFacts, lifetimeSeconds: number): Promise<string> {
    const { linkId, scheme, issuer, subject, sid, idToken } = upstream ?? {};
    const id = randomUUID();
    await this.rows.insert({
      id,
      sessionUid: null,
      accountId,
      linkId: linkId ?? null,
      epochs,
      scheme: scheme ?? null,
      issuer: issuer ?? null,
      subject: subject ?? null,
      upstreamSid: sid ?? null,
      sealedIdToken: idToken === undefined ? null : this.secretBox.seal(SIGN_IN_PURPOSE, idToken),
      signedOutAt: null,
      createdAt: this.clock.epoch(),
      expiresAt: this.clock.epoch() + lifetimeSeconds,
    });
    return id;
  }

  /**
   * Binds a sign-in to a session. It can be bound to one session and one account only.
   *
   * @returns false when it cannot be bound, for example because it has already ended.
   */
  async bind(id: string, session: { uid: string; accountId: string }): Promise<boolean> {
    const bound = await this.sql.rows(
      `UPDATE sign_in SET session_uid = ? WHERE id = ? AND account_id = ? AND (session_uid IS NULL OR session_uid = ?)
       RETURNING 1`,
      [session.uid, id, session.accountId, session.uid],
    );
    return bound.length === 1;
  }

  /** A sign-in whose record has not been deleted or expired, with the counts to compare. */
  async find(id: string): Promise<SignInNow | undefined> {
    return this.memo.once(id, () => this.read(id));
  }

  private async read(id: string): Promise<SignInNow | undefined> {
    const [row] = await this.sql.rows<Record<string, string | number | null>>(
      `SELECT s.account_id, s.link_id, s.scheme, s.epochs, a.status, a.email_key, a.epoch AS account_epoch,
              l.epoch AS link_epoch, c.epoch AS password_epoch, c.local_login
       FROM sign_in s JOIN account a ON a.id = s.account_id
       LEFT JOIN federated_identity l ON l.id = s.link_id AND l.account_id = s.account_id
       LEFT JOIN account_credential c ON c.account_id = s.account_id
       WHERE s.id = ? AND s.expires_at > ?`,
      [id, this.clock.epoch()],
    );
    if (!row) return undefined;
    const linkId = row.link_id as string | null;
    const way = linkId === null ? row.password_epoch : row.link_epoch;
    return {
      accountId: row.account_id as string,
      linkId,
      scheme: row.scheme as string | null,
      epochs: JSON.parse(row.epochs as string) as SignInEpochs,
      now: {
        status: row.status as AccountStatus,
        emailKey: row.email_key as string | null,
        account: Number(row.account_epoch),
        ...(way === null || way === undefined ? {} : { way: Number(way) }),
        ...(row.local_login === null ? {} : { localLogin: row.local_login as LocalLogin }),
      },
    };
  }

  /** Keeps the sign-ins of a session at least until this time. */
  async keepUntil(sessionUid: string, expiresAt: number): Promise<void> {
    await this.sql.rows(`UPDATE sign_in SET expires_at = ? WHERE session_uid = ? AND expires_at < ?`, [
      expiresAt,
      sessionUid,
      expiresAt,
    ]);
  }

  /** Removes the ID tokens. After the sign-out they are not needed as a hint any more. */
  async forgetIdTokens(sessionUid: string): Promise<void> {
    await this.records.update({ sessionUid }, { sealedIdToken: null });
  }

  /**
   * Notes that the person goes on to sign out at this identity provider. That ends the sign-ins of this session there,
   * also those through another registration of this server, and all others of the same sessions there.
   */
  async noteSignedOut(sessionUid: string, issuer: string): Promise<void> {
    const records = await this.records.findBy({ sessionUid, issuer });
    const sids = records.flatMap(({ upstreamSid }) => upstreamSid ?? []);
    await this.records.update(
      [
        { sessionUid, issuer },
        // An empty list would make SQLite read all sign-ins.
        ...(sids.length > 0 ? [{ issuer, upstreamSid: In(sids) }] : []),
      ],
      { signedOutAt: this.clock.epoch() },
    );
  }

  /**
   * Whether an identity provider’s message about a sign-in only confirms the person’s own sign-out here. One such
   * message is expected for each sign-in, because each came through one registration, and each registration gets one
   * message.
   */
  async takeSignedOut({ id }: SignInRecord): Promise<boolean> {
    const result = await this.records.update(
      { id, signedOutAt: MoreThan(this.clock.epoch() - MESSAGE_SECONDS) },
      { signedOutAt: null },
    );
    return result.affected === 1;
  }

  /** The sign-ins at identity providers that a session came of, the latest first. */
  async ofSession(sessionUid: string): Promise<SignInRecord[]> {
    return this.records.find({
      where: { sessionUid, linkId: Not(IsNull()), expiresAt: MoreThan(this.clock.epoch()) },
      order: { createdAt: 'DESC' },
    });
  }

  /** The browser sessions that came of a link. */
  async sessionsOfLink(linkId: string): Promise<string[]> {
    const rows = await this.records.find({ where: { linkId }, select: { sessionUid: true } });
    return [...new Set(rows.flatMap(({ sessionUid }) => sessionUid ?? []))];
  }

  /**
   * The sign-ins of a person at an identity provider, or of one session there. When the message names both person and
   * session, sign-ins of that person whose ID token named no session are included: they may belong to that session, and
   * a person who signs out wants to be signed out.
   *
   * @param notOf schemes that the message is not about.
   */
  async ofUpstream(
    issuer: string,
    who: { subject?: string; sid?: string },
    notOf: string[] = [],
  ): Promise<SignInRecord[]> {
    const { subject, sid } = who;
    if (subject === undefined && sid === undefined) return [];
    const query = this.records.createQueryBuilder('record').where('record.issuer = :issuer', { issuer });
    if (notOf.length > 0) query.andWhere('record.scheme NOT IN (:...notOf)', { notOf });
    if (subject !== undefined) query.andWhere('record.subject = :subject', { subject });
    if (sid !== undefined)
      query.andWhere(
        new Brackets((either) => {
          either.where('record.upstreamSid = :sid', { sid });
          if (subject !== undefined) either.orWhere('record.upstreamSid IS NULL');
        }),
      );
    return query.getMany();
  }

  /** Stores a message that a person signed out, for sign-ins of that person that are under way at this moment. */
  async noteSignOut(issuer: string, who: { subject?: string; sid?: string }, count: number): Promise<void> {
    await this.signOutRows.insert({
      id: randomUUID(),
      issuer,
      subject: who.subject ?? null,
      sid: who.sid ?? null,
      count,
      expiresAt: this.clock.epoch() + SIGN_IN_SECONDS,
    });
  }

  /**
   * Whether an identity provider has said, since a sign-in began, that this person or this session has signed out
   * there.
   *
   * @param count how many such messages there were when the sign-in began.
   */
  async signedOutSince(
    issuer: string,
    { subject, sid }: { subject: string; sid?: string },
    count: number,
  ): Promise<boolean> {
    const messages = await this.signOutRows.find('issuer = ? AND "count" > ?', [issuer, count]);
    return messages.some(
      (one) =>
        (one.subject === null || one.subject === subject) &&
        (one.sid === null || one.sid === sid || (sid === undefined && one.subject !== null)),
    );
  }

  /** The stored ID token, if there is one. */
  idTokenOf({ sealedIdToken }: SignInRecord): string | undefined {
    return sealedIdToken === null ? undefined : this.secretBox.open(SIGN_IN_PURPOSE, sealedIdToken);
  }

  async end(id: string): Promise<void> {
    this.memo.forget();
    await this.records.delete({ id });
  }

  async remove(records: SignInRecord[]): Promise<void> {
    this.memo.forget();
    if (records.length > 0) await this.records.delete({ id: In(records.map(({ id }) => id)) });
  }
}
