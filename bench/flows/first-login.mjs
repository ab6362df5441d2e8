import { Authorization } from '../load/authorization.mjs';
import { Browser } from '../load/browser.mjs';
import { formRequest } from '../load/connections.mjs';
import { TokenCheck } from '../load/token-check.mjs';
import { APP, CLINICAL_SCOPE } from '../world.mjs';
import { tokensOf } from './tokens.mjs';

/**
 * Somebody who was never here signs in at the identity provider, is found in the FHIR server, allows the app what it
 * asks for, and the app gets its tokens. Of what that costs, only Wardkey's part counts as CPU; identity provider and
 * FHIR server work on the core of the load.
 */
const firstLogin = (atOnce) => ({
  name: `first-login-${atOnce}`,
  title: `first federated login, ${atOnce} at once`,
  runsOn: ['wardkey', 'keycloak'],
  workers: atOnce,
  async begin(target, connections) {
    const check = new TokenCheck(target, CLINICAL_SCOPE);
    const people = [];
    const job = {
      async prepare(count) {
        while (people.length < count) people.push(await target.newPerson());
      },
      async once() {
        const person = people.pop();
        if (!person) return false;
        const browser = new Browser();
        const form = await person.signIn(browser, new Authorization(target, APP.id));
        check.note(tokensOf(await connections.send(formRequest(target.paths.token, form)), true), APP.id);
        person.forget();
        job.note = `${browser.requests.get(target.origin) + 1} requests`;
        return true;
      },
      verify: () => check.verify(),
    };
    return job;
  },
});

export const FIRST_LOGINS = [firstLogin(1), firstLogin(8)];
