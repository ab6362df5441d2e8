import { CookieJar } from 'tough-cookie';
import { findForm, formRequest, type FormValues } from './http-browser/form-submission.js';
import { type Page, readPage } from './http-browser/page.js';

export { type Field, type Form, type Link, type Page } from './http-browser/page.js';
export { type FormValues } from './http-browser/form-submission.js';

/** Decides about a redirect target before it is requested. */
export type StopAt = (url: URL) => boolean;

/** What {@link HttpBrowser.submit} sends. */
export interface Submission {
  /** Which form: its position, or a part of its action. Default: the first one (that has the button). */
  form?: number | string;
  /** The button to press, by (a part of) its text or its value. Default: none, like pressing Enter. */
  button?: string;
  /** What the person fills in, by field name. */
  values?: FormValues;
  stopAt?: StopAt;
}

/** One request the browser made. */
export interface Visit {
  method: string;
  url: string;
  status: number;
}

const MAX_REDIRECTS = 20;

/**
 * A browser without JavaScript: keeps cookies, follows redirects across origins, fills in forms.
 * As in a real browser cookies belong to a host, not to a port.
 */
export class HttpBrowser {
  /** Every request made, oldest first. */
  readonly history: Visit[] = [];
  private readonly jar = new CookieJar();

  /**
   * @param defaults stopAt applies to every call that gives none of its own; headers go with every request; a request
   * that gets no answer within timeoutMs fails; keepsExpired: cookies stay, for a server whose clock stands still
   */
  constructor(
    private readonly defaults: {
      stopAt?: StopAt;
      headers?: Record<string, string>;
      timeoutMs?: number;
      keepsExpired?: boolean;
    } = {},
  ) {}

  /** Opens a URL and returns the page where the redirects end. */
  async get(url: string | URL, options: { stopAt?: StopAt } = {}): Promise<Page> {
    return this.visit(new URL(url), { method: 'GET' }, options.stopAt);
  }

  /** Posts a form to a URL, as a page of another site does, and returns the page where the redirects end. */
  async post(url: string | URL, form: URLSearchParams, options: { stopAt?: StopAt } = {}): Promise<Page> {
    return this.visit(new URL(url), { method: 'POST', body: form }, options.stopAt);
  }

  /**
   * Sends a form of the page as a browser does: hidden inputs, ticked boxes, selected options, text as the page
   * has it, then what `values` changes, then the button.
   * @throws Error when the page has no such form, button or field
   */
  async submit(page: Page, submission: Submission = {}): Promise<Page> {
    const form = findForm(page, submission);
    const { url, method, body } = formRequest(form, submission);
    const referer = page.url;
    return this.visit(url, { method, body, referer }, submission.stopAt);
  }

  /**
   * Follows a link by its text (or a part of it).
   * @throws Error when the page has no such link
   */
  async click(page: Page, linkText: string, options: { stopAt?: StopAt } = {}): Promise<Page> {
    const link =
      page.links.find(({ text }) => text === linkText) ??
      page.links.find(({ text }) => text.includes(linkText));
    if (!link) throw new Error(`No link "${linkText}" on ${page.url}: ${JSON.stringify(page.links)}`);
    return this.visit(new URL(link.href), { method: 'GET', referer: page.url }, options.stopAt);
  }

  /**
   * What a page’s own script does: sends a request to its server with the browser’s cookies, and keeps the cookies of
   * the answer.
   */
  async request(
    url: string | URL,
    method: string,
    json?: unknown,
  ): Promise<{ status: number; text: string }> {
    const response = await this.send(
      new URL(url),
      method,
      json === undefined ? undefined : JSON.stringify(json),
    );
    return { status: response.status, text: await response.text() };
  }

  /** The cookies a request to this URL would carry, by name. */
  cookies(url: string | URL): Record<string, string> {
    const cookies = this.jar.getCookiesSync(String(url));
    return Object.fromEntries(cookies.map(({ key, value }) => [key, value]));
  }

  private async visit(
    start: URL,
    request: { method: string; body?: URLSearchParams; referer?: string },
    stopAt = this.defaults.stopAt,
  ): Promise<Page> {
    let [url, method, body] = [start, request.method, request.body];
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
      const response = await this.send(url, method, body, request.referer);
      const location = response.headers.get('location');
      if (!location || response.status < 300 || response.status > 399) return readPage(url, response);
      // The connection is free for the next request only after the body has been read.
      await response.arrayBuffer();
      url = withFragmentOf(url, new URL(location, url));
      if (stopAt?.(url)) return readPage(url, undefined);
      const keepsMethod = response.status === 307 || response.status === 308;
      if (!keepsMethod && method !== 'HEAD') [method, body] = ['GET', undefined];
    }
    throw new Error(`More than ${MAX_REDIRECTS} redirects, the last one to ${url.href}`);
  }

  private async send(
    url: URL,
    method: string,
    body?: URLSearchParams | string,
    referer?: string,
  ): Promise<Response> {
    // As in real browsers, a loopback address counts as https for cookies that need https.
    const isLocal = url.hostname === '127.0.0.1' || url.hostname === 'localhost';
    const asked = isLocal ? url.href.replace(/^http:/, 'https:') : url.href;
    const cookie = await this.jar.getCookieString(asked, { expire: !this.defaults.keepsExpired });
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      body: body ?? null,
      ...(this.defaults.timeoutMs ? { signal: AbortSignal.timeout(this.defaults.timeoutMs) } : {}),
      headers: {
        accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
        ...this.defaults.headers,
        ...(cookie ? { cookie } : {}),
        ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
        ...fromPage(url, method, referer),
      },
    });
    this.history.push({ method, url: url.href, status: response.status });
    for (const line of response.headers.getSetCookie()) {
      await this.jar.setCookie(line, url.href, { ignoreError: true });
    }
    return response;
  }
}

/** The headers that a browser adds to a request that a page caused. */
function fromPage(url: URL, method: string, referer?: string): Record<string, string> {
  if (!referer) return {};
  const { origin } = new URL(referer);
  return {
    referer: origin === url.origin ? referer : `${origin}/`,
    ...(method === 'POST' ? { origin } : {}),
  };
}

function withFragmentOf(previous: URL, next: URL): URL {
  if (!next.hash && previous.hash) next.hash = previous.hash;
  return next;
}
