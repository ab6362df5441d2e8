import type { Response } from 'express';

/** Answers with a page. No page of ours is kept: each is for one person at one moment. */
export function sendPage(response: Response, page: string, status = 200): void {
  response.status(status).set('Cache-Control', 'no-store').type('html').send(page);
}
