import { expect, FORM, formRequest, jsonOf } from '../load/connections.mjs';
import { TokenCheck } from '../load/token-check.mjs';
import { APP, basic, CLINICAL_SCOPE, FHIR_SERVER } from '../world.mjs';

/** So many that their Grants are not all in the cache of the database. */
const ACCESS_TOKENS = 1_000;

/** Any one of the Grants that the database was filled with is refreshed. */
export const storedRefresh = {
  name: 'refresh',
  title: 'refresh with rotation',
  async begin(target, connections) {
    const check = new TokenCheck(target, CLINICAL_SCOPE);
    return {
      async once(worker) {
        const { grants } = target;
        check.note(await grants.refresh(grants.choose(worker), target, connections), APP.id);
        return true;
      },
      verify: () => check.verify(),
    };
  },
};

/** The FHIR server asks about access tokens of any of these Grants. */
export const storedIntrospection = {
  name: 'introspect-access',
  title: 'introspection of a JWT access token',
  async begin(target, connections) {
    const asFhirServer = { ...FORM, authorization: basic(FHIR_SERVER) };
    const requests = (await target.grants.accessTokens(ACCESS_TOKENS, target)).map((token) =>
      formRequest(target.paths.introspect, { token }, asFhirServer),
    );
    return {
      async once() {
        const request = requests[Math.floor(Math.random() * requests.length)];
        const { active, client_id: clientId } = jsonOf(await connections.send(request));
        expect(active === true && clientId === APP.id, `introspected as ${active}, ${clientId}`);
        return true;
      },
    };
  },
};
