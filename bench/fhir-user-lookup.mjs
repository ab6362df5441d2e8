/**
 * What the FHIR lookup adds to a sign-in, with a FHIR server that answers after 0, 20 and 200 ms.
 *
 * Run after `npm run build`: node bench/fhir-user-lookup.mjs [sign-ins per row, default 60]
 * The baseline makes the same two searches with fetch alone, in the same run. The two ways take turns. `added` is the
 * difference of the medians. Every server listens on loopback and ends with the script.
 */
import 'reflect-metadata';
import { createServer } from 'node:http';
import { performance } from 'node:perf_hooks';
import { Clock } from '../dist/clock/clock.js';
import { Settings } from '../dist/config/settings/settings.js';
import { FhirClients } from '../dist/fhir-client/fhir-clients.js';
import { FhirUserResolver } from '../dist/fhir-user/fhir-user-resolver.js';
import { Commits } from '../dist/database/commits.js';
import { AddressRule } from '../dist/http/outgoing/address-rule.js';
import { Egress } from '../dist/http/outgoing/egress.js';
import { NameResolver } from '../dist/http/outgoing/name-resolver.js';

const ROUNDS = Math.min(Number(process.argv[2] ?? 60), 1000);
const PARAMETERS = 'identifier=https%3A%2F%2Fsystem%7C';

let delay = 0;
const server = createServer((request, response) => {
  const entry = request.url.includes('/Practitioner?')
    ? [{ search: { mode: 'match' }, resource: person(request.url) }]
    : [];
  const body = request.url.endsWith('/metadata')
    ? { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1', rest: [] }
    : { resourceType: 'Bundle', type: 'searchset', entry };
  setTimeout(
    () => response.setHeader('content-type', 'application/fhir+json').end(JSON.stringify(body)),
    delay,
  );
});
const person = (url) => ({
  resourceType: 'Practitioner',
  id: 'p1',
  identifier: [{ system: 'https://system', value: decodeURIComponent(url.split('%7C')[1] ?? '') }],
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const baseUrl = `http://127.0.0.1:${server.address().port}/r4`;
const fhirServer = { name: 'bench', baseUrl, accessTokenFormat: 'jwt', scopeSyntax: 'v2' };
const settings = new Settings();
const egress = new Egress(new AddressRule(settings, new NameResolver()), new Commits());
const resolver = new FhirUserResolver(
  settings,
  new FhirClients(egress, { tokenFor: async () => 'token' }),
  new Clock(),
);

const ours = async (value) => {
  const result = await resolver.lookup(fhirServer, [
    { name: 'identifier', value: `https://system|${value}`, system: 'https://system', plainValue: value },
  ]);
  if (result.outcome !== 'found') throw new Error(`wrong answer: ${result.outcome}`);
};
const bare = (value) =>
  Promise.all(
    ['Practitioner', 'Patient'].map(async (type) =>
      (await fetch(`${baseUrl}/${type}?${PARAMETERS}${value}`)).json(),
    ),
  );
const time = async (work) => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};
const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.floor(q * (values.length - 1))];

await ours('warm');
await bare('warm');
const rows = [];
for (delay of [0, 20, 200]) {
  const samples = { ours: [], bare: [], cached: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const value = `${delay}-${round}`;
    samples.bare.push(await time(() => bare(value)));
    samples.ours.push(await time(() => ours(value)));
    samples.cached.push(await time(() => ours(value)));
  }
  const ms = (values, q) => Number(quantile(values, q).toFixed(2));
  rows.push({
    'server answers in (ms)': delay,
    'baseline p50': ms(samples.bare, 0.5),
    'lookup p50': ms(samples.ours, 0.5),
    'lookup p99': ms(samples.ours, 0.99),
    'added p50': Number((quantile(samples.ours, 0.5) - quantile(samples.bare, 0.5)).toFixed(2)),
    'again within the cache window p50': ms(samples.cached, 0.5),
  });
}
console.table(rows);
await egress.onModuleDestroy();
server.close();
server.closeAllConnections();
