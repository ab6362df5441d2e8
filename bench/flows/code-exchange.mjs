import { SignedInBrowsers } from '../load/authorization.mjs';
import { formRequest } from '../load/connections.mjs';
import { TokenCheck } from '../load/token-check.mjs';
import { APP, CLINICAL_SCOPE } from '../world.mjs';
import { tokensOf } from './tokens.mjs';

/** A code is good for one minute, and has to be redeemed within it. */
const LONGEST_PREPARATION_MS = 30_000;

/** Codes are made by real authorization requests before the time that is measured. */
export const codeExchange = {
  name: 'code',
  title: 'code exchange with PKCE',
  runsOn: ['bare', 'wardkey', 'keycloak'],
  async begin(target, connections) {
    const browsers = new SignedInBrowsers(target, APP.id);
    const check = new TokenCheck(target, CLINICAL_SCOPE);
    let forms = [];
    return {
      async prepare(count) {
        forms = await browsers.redemptions(count, LONGEST_PREPARATION_MS);
      },
      async once() {
        const form = forms.pop();
        if (!form) return false;
        check.note(tokensOf(await connections.send(formRequest(target.paths.token, form)), true), APP.id);
        return true;
      },
      verify: () => check.verify(),
    };
  },
};
