/**
 * oidc-provider as it comes, with a plain SQLite adapter: what Wardkey is compared with.
 * Started with the name of a JSON file: { issuer, port, database, audience, clients }.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';
import { engineConfiguration } from './engine-configuration.mjs';
import { sqliteAdapter } from './sqlite-adapter.mjs';

const { issuer, port, database, audience, clients } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const keys = await Promise.all(
  ['RS256', 'ES256'].map(async (alg) => {
    const { privateKey } = await generateKeyPair(alg, { extractable: true });
    return { ...(await exportJWK(privateKey)), alg, use: 'sig', kid: alg };
  }),
);
const provider = new Provider(
  issuer,
  engineConfiguration({ adapter: sqliteAdapter(database), keys, audience, clients }),
);
const engine = provider.callback();
const answer = (request, response) =>
  request.url.startsWith('/interaction/')
    ? provider.interactionFinished(request, response, { login: { accountId: 'person-1' } })
    : engine(request, response);
createServer((request, response) => void answer(request, response)).listen(port, '127.0.0.1');
