import { randomBytes } from 'node:crypto';
import { type Request, type Response } from 'express';

const COOKIE = 'growth_chart_session';
const MAX_SESSIONS = 1000;

/** What the app remembers of one browser. */
export interface BrowserSession {
  values: Map<string, unknown>;
  /** The storage interface that fhirclient needs. */
  storage: {
    get(key: string): Promise<unknown>;
    set(key: string, value: unknown): Promise<unknown>;
    unset(key: string): Promise<boolean>;
  };
}

/** Sessions in memory, found by a random cookie. */
export class BrowserSessions {
  private readonly sessions = new Map<string, BrowserSession>();

  find(request: Request): BrowserSession | undefined {
    return this.sessions.get(idIn(request) ?? '');
  }

  /** The session of the browser; a new one when the browser has none. */
  open(request: Request, response: Response): BrowserSession {
    const existing = this.find(request);
    if (existing) return existing;
    const [oldest] = this.sessions.keys();
    if (oldest !== undefined && this.sessions.size >= MAX_SESSIONS) this.sessions.delete(oldest);
    const id = randomBytes(32).toString('base64url');
    const session = newSession();
    this.sessions.set(id, session);
    response.cookie(COOKIE, id, { httpOnly: true, sameSite: 'lax', path: '/' });
    return session;
  }

  forget(request: Request, response: Response): void {
    this.sessions.delete(idIn(request) ?? '');
    response.clearCookie(COOKIE, { httpOnly: true, sameSite: 'lax', path: '/' });
  }
}

function newSession(): BrowserSession {
  const values = new Map<string, unknown>();
  return {
    values,
    storage: {
      get: async (key) => values.get(key),
      set: async (key, value) => {
        values.set(key, value);
        return value;
      },
      unset: async (key) => values.delete(key),
    },
  };
}

function idIn(request: Request): string | undefined {
  const cookies = request.headers.cookie?.split(/; */) ?? [];
  return cookies.find((cookie) => cookie.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
}
