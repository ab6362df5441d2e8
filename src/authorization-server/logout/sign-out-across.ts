import { Injectable } from '@nestjs/common';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { SignInRecord } from '#src/accounts/sign-ins/sign-in-record.entity.js';
import { SignInRecordStore } from '#src/accounts/sign-ins/sign-in-record.store.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { Settings } from '#src/config/settings/settings.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import type { UpstreamSignOut } from '#src/federation/connectors/openid-connect/tokens/logout-token-verifier.js';
import { UpstreamLogout } from '#src/federation/logout/upstream-logout.js';
import { EpochStore } from '#src/access/epoch.store.js';
import { hasSignedOut } from './sign-out.js';
import { SessionEndings } from '../session/session-endings.js';
import { ArtifactStore } from '../storage/artifact.store.js';

/**
 * Passes sign-outs on in both directions: from this server to the identity provider, and from the identity provider to
 * this server.
 */
@Injectable()
export class SignOutAcross {
  constructor(
    private readonly signIns: SignInRecordStore,
    private readonly upstream: UpstreamLogout,
    private readonly providers: IdentityProviders,
    private readonly store: ArtifactStore,
    private readonly endings: SessionEndings,
    private readonly epochs: EpochStore,
    private readonly audit: AuditLog,
    private readonly settings: Settings,
  ) {}

  /**
   * Middleware: sends a person who has signed out here on to the identity provider, where its settings say so. The
   * identity provider sends the browser back to where the engine would have sent it.
   */
  toProvider = async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next();
    if (!hasSignedOut(ctx, this.settings.issuer)) return;
    const { uid, accountId } = ctx.oidc.session!;
    const [latest] = await this.signIns.ofSession(uid);
    if (!latest?.scheme) return;
    const { scheme } = latest;
    const begun = await this.upstream.begin({ ...latest, scheme }, ctx.response.get('location'));
    await this.signIns.forgetIdTokens(uid);
    if ('redirectTo' in begun) await this.signIns.noteSignedOut(uid, latest.issuer!);
    await this.audit.record({
      event: 'session.signed_out',
      outcome: 'success',
      accountId,
      scheme,
      trail: [
        {
          step: 'logout.provider',
          finding:
            'localOnly' in begun
              ? `signed out at this server only: ${begun.localOnly}`
              : 'the browser goes on to the identity provider',
          mark: 'noted',
        },
      ],
    });
    if ('redirectTo' in begun) ctx.redirect(begun.redirectTo);
  };

  /**
   * Ends the sessions and Grants that came of sign-ins which an identity provider says have ended. The message is about
   * one person or one session there, and about the one registration of this server that received it; no other sign-ins
   * are ended. After a sign-out here the identity provider answers with one message per registration. Offline access,
   * which the person’s own sign-out keeps, must survive those messages.
   *
   * @param scheme of the identity provider that sent the message.
   * @returns false when this same message was handled before.
   */
  async fromProvider(message: UpstreamSignOut, scheme: string): Promise<boolean> {
    const { issuer, clientId, subject, sid, jti, secondsLeft } = message;
    const id = JSON.stringify([issuer, clientId, jti]);
    if (!(await this.store.insertOnce('LogoutToken', id, {}, secondsLeft + 60))) return false;
    try {
      // This must happen before the search: a sign-in that is under way then either reads the note or is found by the
      // search.
      await this.signIns.noteSignOut(issuer, { subject, sid }, await this.epochs.countSignOut());
      const others = await this.providers.ofOtherClients(clientId);
      const { ended, signedOutHere } = await this.bySignOut(
        await this.signIns.ofUpstream(issuer, { subject, sid }, others),
      );
      // This must happen first. Without the sign-ins, all that came of them has ended, even what is being written at
      // this moment.
      await this.signIns.remove(ended);
      const uids = [...new Set(ended.flatMap(({ sessionUid }) => sessionUid ?? []))];
      await this.endings.sessions(uids);
      await this.endings.grantsMadeIn(uids);
      for (const accountId of new Set(ended.map((one) => one.accountId)))
        await this.audit.record({
          event: 'session.ended_by_provider',
          outcome: 'success',
          accountId,
          scheme,
        });
      for (const accountId of new Set(signedOutHere.map((one) => one.accountId)))
        await this.audit.record({
          event: 'session.ended_by_provider',
          outcome: 'success',
          accountId,
          scheme,
          trail: [{ step: 'logout', finding: OF_OWN_SIGN_OUT, mark: 'noted' }],
        });
      if (ended.length + signedOutHere.length === 0)
        await this.audit.record({
          event: 'session.ended_by_provider',
          outcome: 'failed',
          reason: 'nobody_signed_in',
          scheme,
          trail: [
            {
              step: 'logout',
              finding: `no sign-in at this server belongs to ${subject === undefined ? '' : 'this person'}${subject !== undefined && sid !== undefined ? ' and ' : ''}${sid === undefined ? '' : 'this session'}, so nothing has ended`,
              mark: 'noted',
            },
          ],
        });
      return true;
    } catch (error) {
      // The identity provider may send the message again, so it must not count as handled.
      await this.store.destroy('LogoutToken', id);
      throw error;
    }
  }

  /**
   * Divides the found sign-ins: those that the message ends, and those that the person has already ended here, which
   * the message only confirms. A message that follows a sign-out here may name only the person. Then the offline access
   * of the person’s earlier sign-outs stays, too.
   */
  private async bySignOut(
    found: SignInRecord[],
  ): Promise<{ ended: SignInRecord[]; signedOutHere: SignInRecord[] }> {
    const confirmed: SignInRecord[] = [];
    for (const one of found) if (await this.signIns.takeSignedOut(one)) confirmed.push(one);
    if (confirmed.length === 0) return { ended: found, signedOutHere: [] };
    const ended: SignInRecord[] = [];
    for (const one of found)
      if (one.sessionUid === null || (await this.store.findByUid('Session', one.sessionUid))) ended.push(one);
    return { ended, signedOutHere: confirmed.filter((one) => !ended.includes(one)) };
  }
}

const OF_OWN_SIGN_OUT =
  'the message is about the person’s own sign-out at this server: the session had already ended, and offline access stays';
