import { SignedInBrowsers } from '../load/authorization.mjs';
import { expect, FORM, formRequest, jsonOf } from '../load/connections.mjs';
import { basic, CONNECTIONS, FHIR_SERVER, PORTAL } from '../world.mjs';
import { tokensOf } from './tokens.mjs';

/** The FHIR server asks about access tokens. The bare engine keeps no JWT, and cannot say anything about it. */
export const introspectAccessToken = introspection({
  name: 'introspect-access',
  title: 'introspection of a JWT access token',
  runsOn: ['wardkey', 'keycloak'],
  asks: FHIR_SERVER,
  about: 'access_token',
});

/** An app asks about its own refresh tokens. */
export const introspectRefreshToken = introspection({
  name: 'introspect-refresh',
  title: 'introspection of a refresh token',
  runsOn: ['bare', 'wardkey', 'keycloak'],
  asks: PORTAL,
  about: 'refresh_token',
});

function introspection({ name, title, runsOn, asks, about }) {
  return {
    name,
    title,
    runsOn,
    async begin(target, connections) {
      // Without it Keycloak says that a refresh token is not active; the others do without.
      const hint = target.kind === 'keycloak' ? { token_type_hint: about } : {};
      const forms = await new SignedInBrowsers(target, PORTAL.id).redemptions(CONNECTIONS);
      const asPortal = { ...FORM, authorization: basic(PORTAL) };
      const asAsker = { ...FORM, authorization: basic(asks) };
      const requests = await Promise.all(
        forms.map(async ({ client_id: _, ...form }) => {
          const tokens = tokensOf(
            await connections.send(formRequest(target.paths.token, form, asPortal)),
            true,
          );
          return formRequest(target.paths.introspect, { token: tokens[about], ...hint }, asAsker);
        }),
      );
      return {
        async once(worker) {
          const { active, client_id: clientId } = jsonOf(await connections.send(requests[worker]));
          expect(active === true && clientId === PORTAL.id, `introspected as ${active}, ${clientId}`);
          return true;
        },
      };
    },
  };
}
