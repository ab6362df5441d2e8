import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { APP, CALLBACK, FHIR_SERVER, PATHS, PORTAL, SERVICE, SERVICE_SCOPE } from '../world.mjs';
import { freePort, nodeCommand, ROOT, startChild } from './child.mjs';
import { FHIR_SERVER_NAME, startStandIns } from './stand-ins.mjs';

/** What `npm start` gives Node: its options, and the script. */
const [, ...START] = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts.start.split(' ');

/** Every limit of what one address may do is out of the way: here all the world has one address. */
const LIMITS = {
  exemptNetworks: ['127.0.0.0/8'],
  requestsPerMinute: 1_000_000,
  signInsPerMinute: 1_000_000,
  pendingPerAddress: 1_000_000,
  pendingInTotal: 1_000_000,
};
export const LIMITS_IN_WORDS =
  'Wardkey: the limits by address are lifted (settings `limits`), all else is as it comes';

/**
 * Wardkey as it is deployed, and beside it, in this process, the identity provider and the FHIR server it works with.
 * @param folder new, or that of an earlier start
 * @param postgresql the address of an empty database, in the place of SQLite
 * @param workers how many processes serve
 * @param cores how many cores they have; without it each has one of its own
 * @param observe settings for metrics and traces
 * @param name of the server in the tables
 */
export async function startWardkey({
  node,
  folder,
  signers,
  postgresql,
  port,
  workers,
  cores,
  observe,
  name,
}) {
  port ??= await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const standIns = await startStandIns(origin);
  const file = join(folder, 'wardkey.yaml');
  const own = { issuer: origin, listen: { port }, dataDirectory: folder };
  const all = { ...own, ...settings(standIns, signers), ...storage(postgresql), ...observe };
  writeFileSync(file, stringify(all));
  const run = () =>
    startChild({
      command: nodeCommand(node, ...START, '--config', file, '--workers', String(workers ?? 1)),
      cores: cores ?? workers,
      readyUrl: `${origin}/health/ready`,
    });
  let child = await run().catch(async (error) => {
    await standIns.close();
    throw error;
  });
  const stop = async () => {
    await child.stop();
    await standIns.close();
  };
  const target = {
    ...child,
    kind: 'wardkey',
    name: name ?? nameOf(postgresql, workers),
    origin,
    issuer: origin,
    paths: { ...PATHS, smart: `/fhir-servers/${FHIR_SERVER_NAME}/.well-known/smart-configuration` },
    port,
    audience: standIns.fhirBaseUrl,
    newPerson: standIns.newPerson,
    signIn: standIns.signInSomebody,
    folder,
    /** Ends the server, does this with its data, and starts it again; the people and records stay as they are. */
    async restartAfter(work) {
      await child.stop();
      await work();
      child = await run();
      Object.assign(target, child, { stop });
    },
    stop,
  };
  return target;
}

function nameOf(postgresql, workers) {
  if (workers !== undefined) return workers === 1 ? '1 worker' : `${workers} workers`;
  return postgresql ? 'wardkey, PostgreSQL' : 'wardkey';
}

function storage(postgresql) {
  if (!postgresql) return {};
  return { database: { url: postgresql }, encryptionKey: randomBytes(32).toString('base64') };
}

function settings({ fhirBaseUrl, identityProvider }, signers) {
  const ofPeople = { redirectUris: [CALLBACK], consent: 'remember' };
  const service = { grantTypes: ['client_credentials'], scope: SERVICE_SCOPE };
  const withSecret = ({ id, secret }) => ({
    clientId: id,
    clientSecret: secret,
    tokenEndpointAuthMethod: 'client_secret_basic',
  });
  return {
    limits: LIMITS,
    fhirServers: [{ name: FHIR_SERVER_NAME, baseUrl: fhirBaseUrl }],
    clients: [
      { ...ofPeople, clientId: APP.id },
      { ...ofPeople, ...withSecret(PORTAL) },
      { ...withSecret(FHIR_SERVER), grantTypes: ['client_credentials'], mayIntrospect: true },
      { ...service, ...withSecret(SERVICE) },
      ...signers.map(({ id, jwks }) => ({
        ...service,
        clientId: id,
        tokenEndpointAuthMethod: 'private_key_jwt',
        jwks,
      })),
    ],
    externalIdentityProviders: { identityProvider: [identityProvider] },
  };
}
