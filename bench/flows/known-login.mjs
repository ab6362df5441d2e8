import { Authorization, SignedInBrowsers } from '../load/authorization.mjs';
import { formRequest } from '../load/connections.mjs';
import { TokenCheck } from '../load/token-check.mjs';
import { APP, CLINICAL_SCOPE, CONNECTIONS } from '../world.mjs';
import { tokensOf } from './tokens.mjs';

/** Somebody who is signed in, and allowed the app before, opens it: authorization request and code exchange. */
export const knownLogin = {
  name: 'known-login',
  title: 'a known person opens an app',
  async begin(target, connections) {
    const people = new SignedInBrowsers(target, APP.id);
    const browsers = await Promise.all(Array.from({ length: CONNECTIONS }, () => people.signedIn()));
    const check = new TokenCheck(target, CLINICAL_SCOPE);
    return {
      async once(worker) {
        const authorization = new Authorization(target, APP.id);
        const form = authorization.redemption((await browsers[worker].open(authorization.url)).url);
        check.note(tokensOf(await connections.send(formRequest(target.paths.token, form)), true), APP.id);
        return true;
      },
      verify: () => check.verify(),
    };
  },
};
