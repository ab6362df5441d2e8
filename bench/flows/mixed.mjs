import { clientSecret, rs384 } from './client-credentials.mjs';
import { DOCUMENTS } from './documents.mjs';
import { FIRST_LOGINS } from './first-login.mjs';
import { introspectAccessToken } from './introspection.mjs';
import { knownLogin } from './known-login.mjs';
import { refresh } from './refresh.mjs';

/** Of a hundred things that are done, how many are of which flow. */
const SHARES = [
  [FIRST_LOGINS[0], 2],
  [knownLogin, 8],
  [refresh, 30],
  [clientSecret, 8],
  [rs384, 2],
  [introspectAccessToken, 40],
  ...DOCUMENTS.map((document, index) => [document, index < 4 ? 2 : 1]),
];
export const MIX_IN_WORDS = SHARES.map(([{ title }, share]) => `${share} × ${title}`).join('; ');

/** All flows mixed, in an order that is always the same. */
export const mixed = {
  name: 'mixed',
  title: 'mixed load',
  async begin(target, connections, world) {
    const jobs = [];
    for (const [flow] of SHARES) jobs.push(await flow.begin(target, connections, world));
    const order = evenly(SHARES.map(([, share]) => share));
    let next = 0;
    return {
      async once(worker) {
        const job = jobs[order[next++ % order.length]];
        // Only what is used at once is prepared, so that no assertion or code waits until it has expired.
        while (!(await job.once(worker))) await job.prepare(1);
        return true;
      },
      async verify() {
        for (const job of jobs) await job.verify?.();
      },
    };
  },
};

/** The indexes, each as often as its share says, and as far from each other as possible. */
function evenly(shares) {
  return shares
    .flatMap((share, index) =>
      Array.from({ length: share }, (_, turn) => ({ index, at: (turn + 0.5) / share })),
    )
    .sort((one, other) => one.at - other.at || one.index - other.index)
    .map(({ index }) => index);
}
