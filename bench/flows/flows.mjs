import { clientSecret, es384, rs384 } from './client-credentials.mjs';
import { codeExchange } from './code-exchange.mjs';
import { DOCUMENTS } from './documents.mjs';
import { emptyHandler } from './empty-handler.mjs';
import { FIRST_LOGINS } from './first-login.mjs';
import { introspectAccessToken, introspectRefreshToken } from './introspection.mjs';
import { refresh } from './refresh.mjs';

/**
 * All that is measured, in this order. A flow has
 * - name, title and `runsOn`: the servers that can do it;
 * - workers: how many do it at once, else one per connection;
 * - begin(target, connections, world): what is needed before any round, and a job.
 *
 * A job has once(worker), which says false when it has nothing left to do it with; and, where they are needed,
 * prepare(count), which makes that before the time that is measured, verify(), for what is looked at after it, and a
 * note for the table.
 */
export const FLOWS = [
  codeExchange,
  refresh,
  clientSecret,
  rs384,
  es384,
  introspectAccessToken,
  introspectRefreshToken,
  ...DOCUMENTS,
  emptyHandler,
  ...FIRST_LOGINS,
];
