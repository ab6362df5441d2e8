import { setTimeout as pause } from 'node:timers/promises';
import { APP } from '../world.mjs';
import { assertionForm } from './assertion-form.mjs';
import { SignedInBrowsers } from './authorization.mjs';
import { Connections, expect, formRequest, jsonOf } from './connections.mjs';

/**
 * Servers are compared only where they refuse the same: a code or an assertion that comes again, a code without its
 * PKCE verifier, a refresh token that was rotated away.
 * @throws Error that says what was not refused
 */
export async function checkSecurityLevel(target, { signers }) {
  const connections = new Connections(target.origin, 1);
  const send = (form) => connections.send(formRequest(target.paths.token, form));
  const refuses = async (form, what) => {
    const { status } = await send(form);
    expect(status === 400 || status === 401, `${target.name} answers ${status} to ${what}`);
  };
  try {
    const [first, second] = await new SignedInBrowsers(target, APP.id).redemptions(2);
    await refuses({ ...first, code_verifier: 'x'.repeat(43) }, 'a code with another PKCE verifier');

    const { refresh_token: oldest } = jsonOf(await send(second));
    const refreshed = async (token) =>
      jsonOf(await send({ grant_type: 'refresh_token', refresh_token: token, client_id: APP.id }))
        .refresh_token;
    // Keycloak tells old from new by whole seconds.
    await pause(1_100);
    await refreshed(await refreshed(oldest));
    const again = { grant_type: 'refresh_token', refresh_token: oldest, client_id: APP.id };
    await refuses(again, 'a refresh token that was rotated away');
    await refuses(second, 'a code that was redeemed');

    for (const signer of signers) {
      const form = await assertionForm(signer, target);
      jsonOf(await send(form));
      await refuses(form, `an ${signer.alg} assertion that was used`);
    }
  } finally {
    await connections.close();
  }
}
