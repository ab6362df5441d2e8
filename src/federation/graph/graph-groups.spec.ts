import { Clock } from '#src/clock/clock.js';
import type { Egress } from '#src/http/outgoing/egress.js';
import { newEgress } from '../../../test/support/egress.js';
import { proves } from '../../../test/support/proves.js';
import { type ScriptedGraph, startScriptedGraph } from '../../../test/support/scripted-graph.js';
import { identity, provider } from '../../../test/support/small-world.js';
import { GraphGroups } from './graph-groups.js';
import { GraphHosts } from './graph-hosts.js';

const TENANT = '3f8a1c52-7d0e-4b69-9a35-c1e2d40b7f16';
const OID = '0b6de9a1-5c3f-4a27-9e84-71f2c6d8b035';
const CLINICIANS = '6f1c8d0e-2b47-4e93-8c51-0a7de9b3f624';
const id = (number: number) => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`;

const entra = (changes: object = {}) =>
  provider({
    authority: `https://login.microsoftonline.com/${TENANT}/v2.0`,
    clientId: 'wardkey',
    clientSecret: 's:ecret',
    clientAuthentication: 'client_secret_post',
    groupOverage: 'graph',
    ...changes,
  });
const person = (claims: object = {}) =>
  identity({
    oid: OID,
    tid: TENANT,
    _claim_names: { groups: 'src1' },
    _claim_sources: { src1: { endpoint: 'http://127.0.0.1:9/the-token-says-so' } },
    ...claims,
  });

describe('asking Microsoft Graph for groups', () => {
  let graph: ScriptedGraph;
  let egress: Egress;
  let groups: GraphGroups;

  beforeEach(async () => {
    graph = await startScriptedGraph();
    egress = newEgress();
    groups = new GraphGroups(egress, graph.hosts, new Clock());
  });
  afterEach(async () => {
    await egress.onModuleDestroy();
    await graph.close();
  });

  it('uses the registration at the directory of the person for a token, and then reads every page', async () => {
    graph.pages = [[CLINICIANS.toUpperCase()], [id(2)], [id(3)]];
    expect(await groups.read(person(), entra())).toEqual({ groups: [CLINICIANS, id(2), id(3)] });
    const [token, ...pages] = graph.requests;
    expect(token!.url).toBe(`/${TENANT}/oauth2/v2.0/token`);
    expect(Object.fromEntries(token!.form)).toEqual({
      grant_type: 'client_credentials',
      scope: `${graph.origin}/.default`,
      client_id: 'wardkey',
      client_secret: 's:ecret',
    });
    expect(pages.map(({ url }) => url.split('?')[0])).toEqual(
      Array(3).fill(`/v1.0/users/${OID}/transitiveMemberOf`),
    );
  });

  it('a person without groups has no groups', async () => {
    expect(await groups.read(person(), entra())).toEqual({ groups: [] });
  });

  it('with many directories the server asks the one of the person, if the settings list it', async () => {
    const many = entra({
      authority: 'https://login.microsoftonline.com/organizations/v2.0',
      tenants: [TENANT],
    });
    graph.pages = [[CLINICIANS]];
    expect(await groups.read(person(), many)).toEqual({ groups: [CLINICIANS] });
    expect(await groups.read(person({ tid: id(7) }), many)).toHaveProperty('unknown');
  });

  it.each([
    ['no oid', { oid: undefined }, {}, 'no usable oid'],
    ['an oid like a path', { oid: '../../groups' }, {}, 'no usable oid'],
    proves('TM-05', ['another directory', { tid: id(9) }, {}, 'not a directory that the settings name']),
    ['no directory', { tid: undefined }, {}, 'not a directory that the settings name'],
    ['a registration without a secret', {}, { clientSecret: undefined }, 'no secret or key'],
  ])('is refused for %s', async (_what, claims, changes, because) => {
    proves('TM-08');
    expect(await groups.read(person(claims), entra(changes))).toEqual({
      unknown: expect.stringContaining(because),
    });
    expect(graph.requests).toEqual([]);
  });

  const reply =
    (status: number, body: string, path = 'transitiveMemberOf'): ScriptedGraph['instead'] =>
    (request, response) => {
      if (!request.url.includes(path)) return false;
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
      return true;
    };
  const next = (link: string) => reply(200, JSON.stringify({ value: [], '@odata.nextLink': link }));

  it.each<[string, ScriptedGraph['instead'], string]>([
    [
      'the registration is refused',
      reply(401, '{"error":"invalid_client"}', 'token'),
      '401 (invalid_client)',
    ],
    [
      'the permission is missing',
      reply(403, '{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges"}}'),
      '403 (Authorization_RequestDenied)',
    ],
    proves('FI-22', [
      'Graph is throttled',
      reply(429, '{"error":{"code":"TooManyRequests"}}'),
      '429 (TooManyRequests)',
    ]),
    proves('FI-22', ['Graph fails', reply(500, 'oops'), '500 (no error code)']),
    ['the answer is not JSON', reply(200, '<html>'), '200 (no error code)'],
    ['the answer is not a list', reply(200, '{"value":{}}'), 'is not a list'],
    ['the answer has no token', reply(200, '{}', 'token'), 'no access token'],
    proves('TM-08', [
      'the next page is at another host',
      next('http://127.0.0.1:9/v1.0/x'),
      'not at Microsoft Graph',
    ]),
    proves('TM-08', ['the next page is not an address', next('page 2'), 'not at Microsoft Graph']),
  ])('the groups stay unknown when %s', async (_what, instead, because) => {
    graph.instead = instead;
    const answer = await groups.read(person(), entra());
    expect(answer).toEqual({ unknown: expect.stringContaining(because) });
    expect(JSON.stringify(answer)).not.toMatch(/s:ecret|app-token/);
  });

  it('the next page is not followed when it is a page of another request', async () => {
    proves('TM-08');
    graph.instead = next(`${graph.origin}/v1.0/users`);
    expect(await groups.read(person(), entra())).toHaveProperty('unknown');
  });

  it('a list with too many pages is given up, and the groups stay unknown', async () => {
    proves('TM-10');
    graph.pages = Array.from({ length: 50 }, (_each, index) => [id(index)]);
    expect(await groups.read(person(), entra())).toEqual({ unknown: expect.stringContaining('more groups') });
    expect(graph.requests.length).toBe(11);
  });

  it('all requests together may take five seconds; then the groups stay unknown', async () => {
    proves('FI-21');
    graph.instead = (request) => request.url.includes('transitiveMemberOf');
    expect(await groups.read(person(), entra())).toEqual({ unknown: expect.stringContaining('timeout') });
  }, 10_000);

  it('the groups stay unknown when Microsoft cannot be reached', async () => {
    proves('FI-20');
    await graph.close();
    expect(await groups.read(person(), entra())).toEqual({ unknown: expect.stringContaining('unreachable') });
  });
});

it('the hosts are Microsoft’s, one pair for each cloud', () => {
  proves('TM-08');
  const hosts = new GraphHosts();
  for (const cloud of ['global', 'usGovernment', 'usGovernmentDoD', 'china'] as const)
    for (const host of Object.values(hosts.forCloud(cloud)))
      expect(host).toMatch(
        /^https:\/\/[a-z.-]+\.(microsoft\.(com|us)|microsoftonline\.(com|us)|chinacloudapi\.cn)$/,
      );
});
