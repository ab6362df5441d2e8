import { SignedInBrowsers } from '../load/authorization.mjs';
import { expect, formRequest } from '../load/connections.mjs';
import { TokenCheck } from '../load/token-check.mjs';
import { APP, CLINICAL_SCOPE, CONNECTIONS } from '../world.mjs';
import { tokensOf } from './tokens.mjs';

/** Each connection uses the refresh token that its last answer gave it. */
export const refresh = {
  name: 'refresh',
  title: 'refresh with rotation',
  runsOn: ['bare', 'wardkey', 'keycloak'],
  async begin(target, connections) {
    const forms = await new SignedInBrowsers(target, APP.id).redemptions(CONNECTIONS);
    const check = new TokenCheck(target, CLINICAL_SCOPE);
    const ask = async (form) => tokensOf(await connections.send(formRequest(target.paths.token, form)), true);
    const chains = await Promise.all(forms.map(async (form) => (await ask(form)).refresh_token));
    return {
      async once(worker) {
        const used = chains[worker];
        const tokens = await ask({ grant_type: 'refresh_token', refresh_token: used, client_id: APP.id });
        expect(tokens.refresh_token !== used, 'the refresh token was not rotated');
        chains[worker] = tokens.refresh_token;
        check.note(tokens, APP.id);
        return true;
      },
      verify: () => check.verify(),
    };
  },
};
