import { assertionForm } from '../load/assertion-form.mjs';
import { FORM, formRequest } from '../load/connections.mjs';
import { TokenCheck } from '../load/token-check.mjs';
import { basic, SERVICE, SERVICE_SCOPE } from '../world.mjs';
import { tokensOf } from './tokens.mjs';

export const clientSecret = {
  name: 'secret',
  title: 'client_credentials, secret',
  runsOn: ['bare', 'wardkey', 'keycloak'],
  async begin(target, connections) {
    const check = new TokenCheck(target, SERVICE_SCOPE);
    const request = formRequest(
      target.paths.token,
      { grant_type: 'client_credentials', scope: SERVICE_SCOPE },
      { ...FORM, authorization: basic(SERVICE) },
    );
    return {
      async once() {
        check.note(tokensOf(await connections.send(request), false));
        return true;
      },
      verify: () => check.verify(),
    };
  },
};

/** Assertions are signed before the time that is measured, each with an id of its own. */
const withAssertion = (alg) => ({
  name: alg.toLowerCase(),
  title: `client_credentials, ${alg} assertion`,
  runsOn: ['bare', 'wardkey', 'keycloak'],
  async begin(target, connections, { signers }) {
    const signer = signers.find((one) => one.alg === alg);
    const check = new TokenCheck(target, SERVICE_SCOPE);
    let requests = [];
    return {
      async prepare(count) {
        requests = [];
        for (let made = 0; made < count; made += 1)
          requests.push(formRequest(target.paths.token, await assertionForm(signer, target)));
      },
      async once() {
        const request = requests.pop();
        if (!request) return false;
        check.note(tokensOf(await connections.send(request), false));
        return true;
      },
      verify: () => check.verify(),
    };
  },
});

export const rs384 = withAssertion('RS384');
export const es384 = withAssertion('ES384');
