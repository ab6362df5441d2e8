import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { newHandle } from '#src/crypto/handle.js';
import { asGet } from '../front-door/request-replay.js';
import { ArtifactStore } from '../storage/artifact.store.js';
import { PendingArtifacts } from '../storage/pending-artifacts.js';

const MODEL = 'PostedRequest';
/** From the answer to the browser’s next request: no person in between. */
const LIFETIME_SECONDS = 60;
const PARAMETER = 'posted_request';
/** Characters, escaped: an authorization request may have 32 KiB, most of it unescaped. */
const MOST_KEPT = 48 * 1024;

/** A form that no request can be made of, so it is not kept. */
export class PostedRequestTooLongError extends Error {}

/**
 * Requests of a browser by POST: for authorization (SMART App Launch 2.2, capability `authorize-post`) and for sign-out
 * (OpenID Connect RP-Initiated Logout 1.0 section 2).
 *
 * A form posted from the app’s site carries no cookie of ours (`SameSite=Lax`), so whoever is signed in would seem not
 * to be. The form is kept and the browser sent here again with a GET; the engine then sees that GET with all the
 * parameters, which as an address might have been too long to send.
 */
@Injectable()
export class PostedRequests {
  constructor(
    private readonly store: ArtifactStore,
    private readonly pending: PendingArtifacts,
  ) {}

  /**
   * @returns where to send the browser.
   * @throws PostedRequestTooLongError
   */
  async keep(form: URLSearchParams, path: string): Promise<string> {
    const handle = newHandle();
    const kept = form.toString();
    // Escaped once more than it came; no request is right that is longer then (request-limits.ts).
    if (kept.length > MOST_KEPT) throw new PostedRequestTooLongError();
    await this.pending.upsert(MODEL, handle, { form: kept, path }, LIFETIME_SECONDS);
    return `${path}?${new URLSearchParams({ [PARAMETER]: handle }).toString()}`;
  }

  /** The request with the kept parameters; the request itself when it names none or none are kept any more. */
  async recall(request: IncomingMessage, path: string): Promise<IncomingMessage> {
    const query = new URLSearchParams(request.url?.split('?')[1]);
    const handle = query.get(PARAMETER);
    const kept = handle === null ? undefined : await this.store.find(MODEL, handle);
    return kept?.path === path ? asGet(request, `${path}?${String(kept.form)}`) : request;
  }
}
