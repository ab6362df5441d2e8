import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Settings } from '#src/config/settings/settings.js';
import { Engine } from '../engine/engine.js';
import { EngineAccounts } from '../engine/engine-accounts.js';
import { ACCOUNT_PAGE_CLIENT_ID, ACCOUNT_PAGE_RETURN } from '../storage/own-clients.js';

/** Says which person is signed in on a browser, for pages that are not part of an app’s request. */
@Injectable()
export class BrowserSession {
  constructor(
    private readonly engine: Engine,
    private readonly settings: Settings,
    private readonly accounts: EngineAccounts,
  ) {}

  /**
   * The address that a browser is sent to for signing in, as an app would. The browser comes back to
   * {@link ACCOUNT_PAGE_RETURN}. The code that it brings is never redeemed: only the session that then exists is used.
   */
  signInAddress(): string {
    return `/authorize?${new URLSearchParams({
      client_id: ACCOUNT_PAGE_CLIENT_ID,
      response_type: 'code',
      scope: 'openid',
      redirect_uri: this.settings.issuer + ACCOUNT_PAGE_RETURN,
      code_challenge: randomBytes(32).toString('base64url'),
      code_challenge_method: 'S256',
    }).toString()}`;
  }

  /** @returns undefined when no person is signed in, or not any more. */
  async find(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<{ uid: string; accountId: string } | undefined> {
    const { provider } = this.engine;
    const session = await provider.Session.get(provider.createContext(request, response));
    const accountId = await this.accounts.ofSession(session);
    return accountId === undefined ? undefined : { uid: session.uid, accountId };
  }
}
