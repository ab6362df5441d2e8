import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { ClientDefinitions } from '#src/clients/client-definitions.js';
import { Settings } from '#src/config/settings/settings.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { epochNow } from '#src/clock/clock.js';
import { ACCOUNT_PAGE_CLIENT_ID } from '../storage/own-clients.js';
import { ArtifactStore } from '../storage/artifact.store.js';

const PURPOSE = 'request trail';
const STEP_BEFORE = 'step before';
const COOKIE = 'wardkey_request';
/** Whoever comes back later than that begins anew without our help. */
const LIFETIME_SECONDS = 4 * 3600;
/** What browsers keep of a cookie is 4,096 bytes, with its name and attributes. */
const MOST_CHARACTERS = 3_600;
/** How long the next step is waited for: a second. */
const LOOK_EVERY_MS = 100;
const MOST_LOOKS = 10;

/** What a browser keeps of a step of a request, sealed, for when the step is over. */
interface Kept {
  /** The step. */
  uid: string;
  /** What all steps of one request have in common. */
  cid: string;
  clientId: string;
  redirectUri?: string;
  state?: string;
  isFragment?: boolean;
  /** When the step would have ended by itself. */
  exp: number;
}

/** Where a request is whose step is over. */
export interface Whereabouts {
  clientId: string;
  clientName?: string;
  /** The address of the step that is open now. */
  openStep?: string;
  /** Where its app is; absent where that cannot be said. */
  app?: string;
  /** Whether the app has had its answer, as far as can be told: no step is open, and it was not too late. */
  isAnswered: boolean;
}

/**
 * Leads a browser on that comes to a step that is over: by its Back button, a second click or too late. What a step
 * belonged to is known to the browser alone, in a cookie of that step’s own paths: nothing is kept here for requests that
 * are over, and nobody else finds out.
 */
@Injectable()
export class RequestTrail {
  constructor(
    private readonly secretBox: SecretBox,
    private readonly store: ArtifactStore,
    private readonly clients: ClientDefinitions,
    private readonly settings: Settings,
  ) {}

  /** Middleware: each step that a browser is sent to leaves its trail there. */
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
    // The way back to the engine is another path: who comes there twice is led on, who was never here is not.
    for (const path of [`/interaction/${step.uid}`, `/authorize/${step.uid}`])
      ctx.cookies.set(COOKIE, value, {
        path,
        maxAge: LIFETIME_SECONDS * 1000,
        httpOnly: true,
        sameSite: 'lax',
        signed: false,
      });
  };

  /** Whether this browser was sent to a step. */
  wasAt(request: IncomingMessage, uid: string): boolean {
    return this.kept(request)?.uid === uid;
  }

  /** @returns undefined in a browser that was never at this step. */
  async of(request: IncomingMessage, uid: string): Promise<Whereabouts | undefined> {
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
      isAnswered: openUid === undefined && kept.exp > epochNow(),
    };
  }

  /** For a browser that was led to a step it never had: where it is told so, at the step it came from. */
  backFrom(address: string): string | undefined {
    const [, from] = /^\/interaction\/[^?]*\?from=([\w.-]+)$/.exec(address) ?? [];
    const uid = from === undefined ? undefined : this.opened(STEP_BEFORE, from);
    return uid === undefined ? undefined : `/interaction/${uid}/over`;
  }

  /** The step that is open now. While the engine goes from one to the next there is none for a moment. */
  private async openStepOf({ cid, exp }: Kept): Promise<string | undefined> {
    for (let look = 0; look < MOST_LOOKS; look += 1) {
      const open = await this.store.findByUid('Interaction', cid);
      if (open) return (open.returnTo as string).split('/').at(-1);
      if (exp <= epochNow()) return undefined;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    return undefined;
  }

  /** The app’s own page, or else its redirect URI with an error (RFC 6749 section 4.1.2.1): a code is given once. */
  private async appOf({ clientId, redirectUri, state, isFragment }: Kept): Promise<string | undefined> {
    const { issuer } = this.settings;
    if (clientId === ACCOUNT_PAGE_CLIENT_ID) return `${issuer}/account`;
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
