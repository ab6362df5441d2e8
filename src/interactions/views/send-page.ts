import type { Response } from 'express';

/**
 * Answers with a page. Browsers must not keep any page of this server: each is for one person at one moment.
 *
 * @param status when absent, the error status that was set before, else 200: Nest would answer a form with 201
 */
export function sendPage(response: Response, page: string, status?: number): void {
  const unsaid = response.statusCode >= 400 ? response.statusCode : 200;
  response
    .status(status ?? unsaid)
    .set('Cache-Control', 'no-store')
    .type('html')
    .send(page);
}
