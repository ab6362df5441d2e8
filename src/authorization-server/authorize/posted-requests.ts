import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { newHandle } from '#src/crypto/handle.js';
import { asGet } from '../front-door/request-replay.js';
import { ArtifactStore } from '../storage/artifact.store.js';
import { PendingArtifacts } from '../storage/pending-artifacts.js';

const MODEL = 'PostedRequest';
/** The time between the answer to a browser and its next request. The person does nothing in between. */
const LIFETIME_SECONDS = 60;
const PARAMETER = 'posted_request';
/** Characters after escaping. An authorization request may have 32 KiB, most of it unescaped. */
const MOST_KEPT = 48 * 1024;

/** The form is too long for any request, so it is not stored. */
export class PostedRequestTooLongError extends Error {}

/**
 * Requests that a browser sends by POST: for authorization (SMART App Launch 2.2, capability `authorize-post`) and for
 * sign-out (OpenID Connect RP-Initiated Logout 1.0 section 2).
 *
 * A form that the app’s site posts carries no cookie of this server (`SameSite=Lax`), so a signed-in person would seem
 * signed out. So this server stores the form and redirects the browser to itself with a GET. The engine then sees that
 * GET with all the parameters, which might have been too long to send as an address.
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
    // Escaping can make the form longer than it came. No valid request is longer than this limit (request-limits.ts).
    if (kept.length > MOST_KEPT) throw new PostedRequestTooLongError();
    await this.pending.upsert(MODEL, handle, { form: kept, path }, LIFETIME_SECONDS);
    return `${path}?${new URLSearchParams({ [PARAMETER]: handle }).toString()}`;
  }

  /**
   * @returns the request with the stored parameters; the request itself when it names no form, or when the form is not
   * stored any more.
   */
  async recall(request: IncomingMessage, path: string): Promise<IncomingMessage> {
    const query = new URLSearchParams(request.url?.split('?')[1]);
    const handle = query.get(PARAMETER);
    const kept = handle === null ? undefined : await this.store.find(MODEL, handle);
    return kept?.path === path ? asGet(request, `${path}?${String(kept.form)}`) : request;
  }
}
