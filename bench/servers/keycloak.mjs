import { readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { CALLBACK } from '../world.mjs';
import { freePort, startChild } from './child.mjs';
import { keycloakDistribution, run } from './keycloak/distribution.mjs';
import { AUDIENCE, IDENTITY_PROVIDER, REALM, realm } from './keycloak/realm.mjs';
import { startPeople } from './people.mjs';

const HEAP = '-Xms256m -Xmx1g';
/** A Java server of this size, on a core that it shares. */
const START_WITHIN_MS = 300_000;
const ADMIN = { username: 'admin', password: 'admin' };
const UPSTREAM = { client_id: 'keycloak', client_secret: 'keycloak-at-the-provider' };

/** Keycloak as for production, with its file database (H2), and the same clients, algorithms and people. */
export async function startKeycloak({ folder, signers }) {
  const home = join(folder, 'keycloak');
  await cp(await keycloakDistribution(), home, { recursive: true });
  const script = join(home, 'bin/kc.sh');
  await run('bash', [script, 'build', '--db=dev-file']);
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const issuer = `${origin}/realms/${REALM}`;
  const child = await startChild({
    command: [
      ...['bash', script],
      ...['start', '--optimized', '--http-enabled=true', `--hostname=${origin}`, '--cache=local'],
      ...['--http-host=127.0.0.1', `--http-port=${port}`],
    ],
    environment: {
      KC_BOOTSTRAP_ADMIN_USERNAME: ADMIN.username,
      KC_BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password,
      JAVA_OPTS_KC_HEAP: HEAP,
    },
    readyUrl: `${origin}/realms/master`,
    withinMs: START_WITHIN_MS,
  });
  // The script waits for Java, and ends it when it is ended itself.
  const pid = Number(
    readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ')[0],
  );
  const endWithBench = () => child.kill();
  process.once('exit', endWithBench);
  const people = await startPeople({
    client: { ...UPSTREAM, redirect_uris: [`${issuer}/broker/${IDENTITY_PROVIDER}/endpoint`] },
    allow: ['accept', ''],
  });
  const stop = async () => {
    process.off('exit', endWithBench);
    await child.stop();
    await people.close();
  };
  try {
    await makeRealm(
      origin,
      realm({ signers, upstream: { issuer: people.issuer, ...UPSTREAM }, callback: CALLBACK }),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  const endpoints = `/realms/${REALM}/protocol/openid-connect`;
  return {
    kind: 'keycloak',
    name: 'keycloak',
    pid,
    origin,
    issuer,
    paths: {
      authorize: `${endpoints}/auth`,
      token: `${endpoints}/token`,
      introspect: `${endpoints}/token/introspect`,
      jwks: `${endpoints}/certs`,
      discovery: `/realms/${REALM}/.well-known/openid-configuration`,
    },
    parameters: { kc_idp_hint: IDENTITY_PROVIDER },
    audience: AUDIENCE,
    // Java compiles what runs often only after a while.
    warmUpTimes: 6,
    newPerson: people.newPerson,
    signIn: people.signInSomebody,
    stop,
  };
}

async function makeRealm(origin, representation) {
  const token = await fetch(`${origin}/realms/master/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', ...ADMIN }),
  });
  const { access_token: accessToken } = await token.json();
  const response = await fetch(`${origin}/admin/realms`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(representation),
  });
  if (!response.ok) throw new Error(`Keycloak's realm: ${response.status} ${await response.text()}`);
}
