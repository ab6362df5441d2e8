import type { Whereabouts } from '#src/authorization-server/authorize/request-trail.js';
import type { Refusal } from '../views/refusals.js';
import type { Page } from '../views/page-models.js';

/** The refusal for a step that is over. */
export const STEP_IS_OVER: Refusal = { situation: 'noLongerActive', status: 400 };

/**
 * The page for a person who comes to such a step. It has the way to the app, where the browser’s cookie says which app
 * it was.
 */
export function overPage(where: Whereabouts | undefined, reference?: string): Page {
  return {
    kind: 'refusal',
    situation: STEP_IS_OVER.situation,
    ...(where?.clientName === undefined ? {} : { app: { name: where.clientName } }),
    ...(where?.app === undefined ? {} : { startAgainHref: where.app }),
    ...(reference === undefined ? {} : { reference }),
  };
}
