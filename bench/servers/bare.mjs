import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { APP, CALLBACK, FHIR_SERVER, PATHS, PORTAL, SERVICE } from '../world.mjs';
import { freePort, nodeCommand, startChild } from './child.mjs';

const AUDIENCE = 'https://fhir.hospital.example/r4';

/** The engine that Wardkey is built on, with a plain adapter. @param folder new, or that of an earlier start */
export async function startBare({ node, folder, signers, port }) {
  port ??= await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const file = join(folder, 'bare.json');
  const database = join(folder, 'bare.sqlite');
  writeFileSync(
    file,
    JSON.stringify({ issuer: origin, port, database, audience: AUDIENCE, clients: clients(signers) }),
  );
  const child = await startChild({
    command: nodeCommand(node, join(import.meta.dirname, 'bare/server.mjs'), file),
    readyUrl: `${origin}/.well-known/openid-configuration`,
  });
  const signIn = async (browser, authorization) =>
    authorization.redemption((await browser.open(authorization.url)).url);
  return {
    ...child,
    kind: 'bare',
    name: 'bare',
    origin,
    issuer: origin,
    paths: PATHS,
    port,
    audience: AUDIENCE,
    signIn,
  };
}

function clients(signers) {
  const ofPeople = {
    redirect_uris: [CALLBACK],
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token'],
  };
  const service = { redirect_uris: [], response_types: [], grant_types: ['client_credentials'] };
  const withSecret = ({ id, secret }) => ({
    client_id: id,
    client_secret: secret,
    token_endpoint_auth_method: 'client_secret_basic',
  });
  return [
    { ...ofPeople, client_id: APP.id, token_endpoint_auth_method: 'none' },
    { ...ofPeople, ...withSecret(PORTAL) },
    { ...service, ...withSecret(FHIR_SERVER) },
    { ...service, ...withSecret(SERVICE) },
    ...signers.map(({ id, alg, jwks }) => ({
      ...service,
      client_id: id,
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: alg,
      jwks,
    })),
  ];
}
