import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { ClientDefinitions } from '#src/clients/client-definitions.js';
import { Settings } from '#src/config/settings/settings.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { Clock } from '#src/clock/clock.js';
import { ACCOUNT_PAGE_CLIENT_ID, ADMIN_PAGE_CLIENT_ID } from '../storage/own-clients.js';
import { ArtifactStore } from '../storage/artifact.store.js';

const PURPOSE = 'request trail';
const STEP_BEFORE = 'step before';
const COOKIE = 'wardkey_request';
/**
 * After this time this server can no longer redirect a browser to the open step. The person has to start again in the
 * app.
 */
const LIFETIME_SECONDS = 4 * 3600;
/** Browsers store up to 4,096 bytes per cookie, with its name and attributes. */
const MOST_CHARACTERS = 3_600;
/** How long to wait for the next step: one second in all. */
const LOOK_EVERY_MS = 100;
const MOST_LOOKS = 10;

/** What a browser stores about a step of a request, encrypted, for the time after the step is over. */
interface Kept {
  /** The uid of the step. */
  uid: string;
  /** The id that all steps of one request share. */
  cid: string;
  clientId: string;
  redirectUri?: string;
  state?: string;
  isFragment?: boolean;
  /** When the step would have expired. */
  exp: number;
}

/** Where a request stands when one of its steps is over. */
export interface Whereabouts {
  clientId: string;
  clientName?: string;
  /** The address of the step that is open now. */
  openStep?: string;
  /** The address of the app; absent when it is not known. */
  app?: string;
  /** Whether the app has probably got its answer: no step is open, and the step had not expired. */
  isAnswered: boolean;
}

/**
 * Finds out where a browser should go when it comes to a step that is over: by its Back button, by a second click, or
 * too late. Only the browser knows which request the step belonged to, from a cookie that is limited to the paths of
 * that step. So this server stores nothing about requests that are over, and no other browser can find out.
 */
@Injectable()
export class RequestTrail {
  constructor(
    private readonly secretBox: SecretBox,
    private readonly store: ArtifactStore,
    private readonly clients: ClientDefinitions,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {}

  /** Middleware: sets the cookie for each step that a browser is sent to. */
  leave = async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next();
    const { Interaction: step } = ctx.oidc?.entities ?? {};
    if (!step || ctx.response.get('location') !== `/interaction/${step.uid}`) return;
    const { params } = step as { params: Record<string, string | undefined> };
    const value = this.sealed({
      uid: step.uid,
      cid: step.cid,
      clientId: params.client_id!,
      redirectUri: params.response_mode === 'form_post' ? undefined : params.redirect_uri,
      state: params.state,
      isFragment: params.response_mode === 'fragment' ? true : undefined,
      exp: step.exp,
    });
    // The way back to the engine has another path. A browser that comes there twice is redirected to the open step; a
    // browser without the cookie is not.
    for (const path of [`/interaction/${step.uid}`, `/authorize/${step.uid}`])
      ctx.cookies.set(COOKIE, value, {
        path,
        maxAge: LIFETIME_SECONDS * 1000,
        httpOnly: true,
        sameSite: 'lax',
        signed: false,
      });
  };

  /** Whether this browser was sent to this step. */
  wasAt(request: IncomingMessage, uid: string): boolean {
    return this.kept(request)?.uid === uid;
  }

  /** @returns undefined in a browser that was never sent to this step. */
  async whereabouts(request: IncomingMessage, uid: string): Promise<Whereabouts | undefined> {
    const kept = this.kept(request);
    if (kept?.uid !== uid) return undefined;
    const openUid = await this.openStepOf(kept);
    const from = this.secretBox.seal(STEP_BEFORE, uid);
    return {
      clientId: kept.clientId,
      clientName: (await this.clients.find(kept.clientId))?.clientName,
      ...(openUid === undefined || openUid === uid
        ? {}
        : { openStep: `/interaction/${openUid}?from=${from}` }),
      app: await this.appOf(kept),
      isAnswered: openUid === undefined && kept.exp > this.clock.epoch(),
    };
  }

  /**
   * For a browser that was redirected to a step for which it has no cookie: the address of the step that it came from,
   * where a page informs the person.
   */
  backFrom(address: string): string | undefined {
    const [, from] = /^\/interaction\/[^?]*\?from=([\w.-]+)$/.exec(address) ?? [];
    const uid = from === undefined ? undefined : this.opened(STEP_BEFORE, from);
    return uid === undefined ? undefined : `/interaction/${uid}/over`;
  }

  /**
   * The uid of the step that is open now. There is none for a moment while the engine goes from one step to the next,
   * so this waits.
   */
  private async openStepOf({ cid, exp }: Kept): Promise<string | undefined> {
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      const open = await this.store.findByUid('Interaction', cid);
      if (open) return (open.returnTo as string).split('/').at(-1);
      if (exp <= this.clock.epoch()) return undefined;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    return undefined;
  }

  /**
   * The app’s own page. If there is none, the app’s redirect URI with an error (RFC 6749 section 4.1.2.1), because a
   * code can be sent only once.
   */
  private async appOf({ clientId, redirectUri, state, isFragment }: Kept): Promise<string | undefined> {
    const { issuer } = this.settings;
    if (clientId === ACCOUNT_PAGE_CLIENT_ID) return `${issuer}/account`;
    if (clientId === ADMIN_PAGE_CLIENT_ID) return `${issuer}/admin/`;
    const client = await this.clients.find(clientId);
    if (client?.clientUri !== undefined) return client.clientUri;
    if (!client || redirectUri === undefined || !URL.canParse(redirectUri)) return undefined;
    const url = new URL(redirectUri);
    const answer = new URLSearchParams({
      error: 'access_denied',
      error_description: 'this sign-in is over; start again',
      ...(state === undefined ? {} : { state }),
      iss: issuer,
    });
    if (isFragment) url.hash = answer.toString();
    else for (const [name, value] of answer) url.searchParams.append(name, value);
    return url.href;
  }

  private sealed(kept: Kept): string {
    const whole = this.secretBox.seal(PURPOSE, JSON.stringify(kept));
    if (whole.length <= MOST_CHARACTERS) return whole;
    const { redirectUri: _redirectUri, state: _state, ...rest } = kept;
    return this.secretBox.seal(PURPOSE, JSON.stringify(rest));
  }

  private kept({ headers }: IncomingMessage): Kept | undefined {
    const pair = (headers.cookie ?? '').split('; ').find((one) => one.startsWith(`${COOKIE}=`));
    const text = pair === undefined ? undefined : this.opened(PURPOSE, pair.slice(COOKIE.length + 1));
    return text === undefined ? undefined : (JSON.parse(text) as Kept);
  }

  private opened(purpose: string, sealed: string): string | undefined {
    try {
      return this.secretBox.open(purpose, sealed);
    } catch {
      return undefined;
    }
  }
}
