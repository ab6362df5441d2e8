import { Clock } from '#src/clock/clock.js';
import { newEgress } from '../../test/support/egress.js';
import { proves } from '../../test/support/proves.js';
import { recordsServer } from '../../test/support/records-server.js';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errorForLog } from '#src/errors/domain-error.js';
import { FhirServerUnavailableError } from './errors.js';
import { FhirAccessTokens } from './fhir-access-tokens.js';
import { FhirClients } from './fhir-clients.js';
import type { FhirServer } from './fhir-server.js';

class FixedTokens extends FhirAccessTokens {
  tokenFor(server: FhirServer) {
    return Promise.resolve(`t0ken-for-${server.name}`);
  }
}

const BUNDLE = { resourceType: 'Bundle', type: 'searchset', total: 0 };

describe('FhirClients', () => {
  const egress = newEgress();
  const clients = new FhirClients(egress, new FixedTokens(), new Clock());
  let http: Server;
  let server: FhirServer;
  let answer: (response: ServerResponse) => void;
  let requests: IncomingMessage[];

  const json =
    (body: unknown, status = 200) =>
    (response: ServerResponse) =>
      void response.writeHead(status, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(body));

  beforeAll(async () => {
    http = createServer((request, response) => {
      requests.push(request);
      answer(response);
    }).listen(0, '127.0.0.1');
    await once(http, 'listening');
    const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    server = recordsServer({ baseUrl: `${origin}/fhir/r4` });
  });
  beforeEach(() => {
    requests = [];
  });
  afterAll(async () => {
    await egress.onModuleDestroy();
    http.closeAllConnections();
    http.close();
  });

  /** The parameters of the one request, as the server reads them. */
  function query(): Array<[string, string]> {
    expect(requests).toHaveLength(1);
    return [...new URL(requests[0]!.url!, server.baseUrl).searchParams];
  }

  it('searches with the token of this server and strict handling, and returns the Bundle', async () => {
    answer = json(BUNDLE);
    expect(await clients.search(server, 'Practitioner', { identifier: 'https://sys|1' })).toEqual(BUNDLE);
    expect(requests).toHaveLength(1);
    expect(requests[0]!.url).toMatch(/^\/fhir\/r4\/Practitioner\?identifier=/);
    expect(requests[0]!.headers).toMatchObject({
      authorization: 'Bearer t0ken-for-records',
      accept: 'application/fhir+json',
      prefer: 'handling=strict',
      'cache-control': 'no-cache',
    });
  });

  it.each([
    'https://sys|123\\|456',
    '1&_include=Practitioner:*',
    '1%26x=1',
    '1#x',
    '1?x',
    'a+b c',
    'identifier:missing=true',
    '../Patient/1',
    'ä€🏥',
    '"<>\'`',
  ])('the FHIR server receives %j as the value of one parameter', async (value) => {
    proves('BI-55 TM-19');
    answer = json(BUNDLE);
    await clients.search(server, 'Practitioner', { identifier: value });
    expect(query()).toEqual([['identifier', value]]);
  });

  it('a list repeats the parameter, which FHIR reads as AND', async () => {
    answer = json(BUNDLE);
    await clients.search(server, 'Patient', { identifier: ['a|1', 'b|2'], email: 'x@y.test' });
    expect(query().sort()).toEqual([
      ['email', 'x@y.test'],
      ['identifier', 'a|1'],
      ['identifier', 'b|2'],
    ]);
  });

  it('the address in the trail is the address of the request', async () => {
    answer = json(BUNDLE);
    const parameters = { identifier: ['https://sys|a b', 'x&y'] };
    await clients.search(server, 'Patient', parameters);
    const told = new URL(clients.searchUrl(server, 'Patient', parameters));
    expect(told.pathname).toBe(requests[0]!.url!.split('?')[0]);
    expect([...told.searchParams]).toEqual(query());
  });

  it.each([
    proves('BI-76', ['an OperationOutcome with 200', json({ resourceType: 'OperationOutcome' })]),
    proves('BI-76', ['404', json({ resourceType: 'OperationOutcome' }, 404)]),
    proves('BI-76', ['304 that the request did not ask for', json(BUNDLE, 304)]),
    proves('FI-29', ['401', json({}, 401)]),
    proves('FI-29', ['500', json(BUNDLE, 500)]),
    proves('BI-75', [
      'HTML',
      (response: ServerResponse) => void response.end('<html>Maria Lindqvist</html>'),
    ]),
    proves('BI-75', [
      'JSON cut off',
      (response: ServerResponse) =>
        void response.end('{"resourceType":"Bundle","entry":[{"family":"Lindqvist'),
    ]),
    proves('BI-75', ['text', (response: ServerResponse) => void response.end('Lindqvist, Maria')]),
    proves('FI-31', ['an empty answer', (response: ServerResponse) => void response.end()]),
    ['null', json(null)],
    ['a list', json([BUNDLE])],
    ['text', json('Lindqvist')],
    ['another resource', json({ resourceType: 'Patient', id: 'a', name: [{ family: 'Lindqvist' }] })],
    ['a resource type that is not text', json({ resourceType: { toString: 'Lindqvist' } })],
    proves('FI-20', ['no answer', (response: ServerResponse) => void response.destroy()]),
  ])(
    '%s is a failure, never "no resource found", and the error shows nothing of the body',
    async (_what, behave) => {
      answer = behave;
      const error: unknown = await clients
        .search(server, 'Patient', { identifier: 'sys|S10234' })
        .catch((e: unknown) => e);
      expect(error).toBeInstanceOf(FhirServerUnavailableError);
      const told = errorForLog(error);
      expect(told).toContain('FHIR server records');
      for (const secret of ['Lindqvist', 'S10234', 't0ken']) expect(told).not.toContain(secret);
    },
  );

  it('a redirect is a failure, and the token is sent to no other address', async () => {
    proves('BI-77');
    answer = (response) => void response.writeHead(307, { location: '/fhir/r4/Patient' }).end();
    await expect(clients.search(server, 'Patient', {})).rejects.toThrow(FhirServerUnavailableError);
    expect(requests).toHaveLength(1);
  });

  it('reads a resource', async () => {
    answer = json({ resourceType: 'Patient', id: 'a' });
    expect(await clients.read(server, 'Patient', 'a')).toEqual({ resourceType: 'Patient', id: 'a' });
    expect(requests[0]!.url).toBe('/fhir/r4/Patient/a');
  });

  it.each([404, 410])('%d says that a resource does not exist', async (status) => {
    answer = json({ resourceType: 'OperationOutcome' }, status);
    expect(await clients.read(server, 'Patient', 'a')).toBeUndefined();
  });

  it.each([401, 403, 500, 503])('%d says nothing about whether a resource exists', async (status) => {
    answer = json({ resourceType: 'OperationOutcome' }, status);
    await expect(clients.read(server, 'Patient', 'a')).rejects.toThrow(FhirServerUnavailableError);
  });

  it('a next page is also asked for without caching', async () => {
    answer = json(BUNDLE);
    await clients.nextPage(server, `${server.baseUrl}?_getpages=1`, 'Patient');
    expect(requests[0]!.headers).toMatchObject({ 'cache-control': 'no-cache' });
  });

  it.each([400, 404, 405, 406, 415, 422])('%d to a search is a lasting failure', async (status) => {
    answer = json({ resourceType: 'OperationOutcome' }, status);
    await expect(clients.search(server, 'Patient', {})).rejects.toMatchObject({ isPermanent: true, status });
    expect(requests).toHaveLength(1);
  });

  it.each([401, 403, 408, 410, 425, 429, 500, 503])(
    '%d to a search may be a passing failure',
    async (status) => {
      answer = json({ resourceType: 'OperationOutcome' }, status);
      await expect(clients.search(server, 'Patient', {})).rejects.toMatchObject({ isPermanent: false });
    },
  );

  describe('the CapabilityStatement of a FHIR server', () => {
    const statement = (more: object = {}) => ({
      resourceType: 'CapabilityStatement',
      fhirVersion: '4.0.1',
      rest: [null, { mode: 'server', operation: [{ name: '$fhirUser-lookup' }, {}] }],
      ...more,
    });

    it('is known once it was read, also when it is long, and stays known while it cannot be read again', async () => {
      const fresh = new FhirClients(egress, new FixedTokens(), new Clock());
      expect([fresh.release(server), fresh.offers(server, 'fhirUser-lookup')]).toEqual([undefined, false]);
      answer = json(statement({ text: { div: 'x'.repeat(3 * 1024 * 1024) } }));
      await fresh.capabilities.read(server);
      expect(requests[0]!.headers).not.toHaveProperty('authorization');
      answer = json({}, 500);
      await expect(fresh.capabilities.read(server)).rejects.toThrow();
      expect([fresh.release(server), fresh.offers(server, 'fhirUser-lookup')]).toEqual(['R4', true]);
    });

    it.each<[string, (response: ServerResponse) => void]>([
      ['HTTP 401, but FHIR requires no token for this document', json({}, 401)],
      ['HTTP 404', json({}, 404)],
      ['not JSON', (response) => void response.end('<html>Sign in</html>')],
      [
        'a FHIR resource of type Conformance, not a CapabilityStatement',
        json({ resourceType: 'Conformance' }),
      ],
      ['not a FHIR resource', json({ status: 'UP' })],
      ['not a FHIR resource', json(null)],
      ['it names FHIR 5.0.0, and Wardkey supports only R4 and R3', json(statement({ fhirVersion: '5.0.0' }))],
      ['it names no FHIR version', json(statement({ fhirVersion: undefined }))],
      ['redirected', (response) => void response.writeHead(302, { location: '/login' }).end()],
      ['larger than 16 MiB', (response) => void response.end('x'.repeat(16 * 1024 * 1024 + 1))],
      ['unreachable', (response) => void response.destroy()],
    ])('is not accepted: %s', async (why, behave) => {
      answer = behave;
      await expect(clients.capabilities.read(server)).rejects.toMatchObject({
        why: expect.stringContaining(why) as string,
      });
    });
  });
});
