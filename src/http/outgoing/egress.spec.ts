import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { errorForLog } from '#src/errors/domain-error.js';
import { newEgress, OPERATORS, ScriptedNames } from '../../../test/support/egress.js';
import { proves } from '../../../test/support/proves.js';
import { type Counterpart, EgressError, type EgressLimits } from './egress.js';

const LIMITS: EgressLimits = { timeoutMs: 250, maxBytes: 10_000, atOnce: 100 };

describe('Egress', () => {
  const egress = newEgress();
  let server: Server;
  let base: string;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const requests: IncomingMessage[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      requests.push(request);
      answer(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => requests.splice(0));
  afterAll(async () => {
    await egress.onModuleDestroy();
    server.closeAllConnections();
    server.close();
  });

  async function failureOf(path: string, limits = LIMITS): Promise<EgressError> {
    const error: unknown = await egress.request(base + path, OPERATORS, {}, limits).then(
      () => new Error('an answer was accepted'),
      (reason: unknown) => reason,
    );
    if (error instanceof EgressError) return error;
    throw error;
  }

  it('returns status, headers and text, also of an error', async () => {
    answer = (_request, response) => response.writeHead(418, { 'x-kind': 'teapot' }).end('kümmel');
    const response = await egress.request(`${base}/tea`, OPERATORS, { method: 'POST', body: 'x' }, LIMITS);
    expect(response).toMatchObject({ status: 418, text: 'kümmel' });
    expect(response.headers.get('x-kind')).toBe('teapot');
    expect(requests[0]).toMatchObject({ method: 'POST', url: '/tea' });
  });

  it('returns an answer without a body', async () => {
    answer = (_request, response) => response.writeHead(204).end();
    expect(await egress.request(base, OPERATORS, {}, LIMITS)).toMatchObject({ status: 204, text: '' });
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['never answers', () => {}],
    ['sends a head and no body', (response) => response.writeHead(200).flushHeaders()],
    [
      'sends one byte after another, slowly',
      (response) => {
        const timer = setInterval(() => response.write('x'), 20);
        response.once('close', () => clearInterval(timer));
      },
    ],
  ])('gives up after the time limit on a server that %s', async (_what, behave) => {
    proves('TM-10 FI-21');
    let closed: Promise<unknown> | undefined;
    answer = (_request, response) => {
      closed = once(response, 'close');
      behave(response);
    };
    const started = performance.now();
    expect((await failureOf('/slow')).code).toBe('egress_timeout');
    expect(performance.now() - started).toBeLessThan(2_000);
    // The client also closes the connection; it does not only stop waiting.
    await closed;
  });

  it.each([
    ['a body with its length', (response: ServerResponse) => void response.end('x'.repeat(10_001))],
    [
      'a gzipped body that is large when unpacked',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(5_000_000)));
      },
    ],
    [
      'an endless body',
      (response: ServerResponse) => {
        const more = () => {
          while (!response.destroyed && response.write('x'.repeat(4_096)));
        };
        response.on('drain', more);
        more();
      },
    ],
  ])('reads no more than the limit: %s', async (_what, behave) => {
    proves('TM-10 BI-74');
    let closed: Promise<unknown> | undefined;
    answer = (_request, response) => {
      closed = once(response, 'close');
      behave(response);
    };
    expect((await failureOf('/large', { ...LIMITS, timeoutMs: 5_000 })).code).toBe('egress_too_large');
    await closed;
  });

  it('reads a body of exactly the limit', async () => {
    answer = (_request, response) => response.end('x'.repeat(10_000));
    expect((await egress.request(base, OPERATORS, {}, LIMITS)).text).toHaveLength(10_000);
  });

  it.each([301, 302, 303, 307, 308])(
    'does not follow %d, and sends nothing to the new address',
    async (status) => {
      proves('BI-77');
      answer = (_request, response) => response.writeHead(status, { location: `${base}/elsewhere` }).end();
      const error = await failureOf('/here');
      expect(error.code).toBe('egress_redirected');
      expect(requests.map(({ url }) => url)).toEqual(['/here']);
    },
  );

  it.each<[string, (response: ServerResponse) => void]>([
    ['closes the connection at once', (response) => response.destroy()],
    [
      'closes the connection within the body',
      (response) =>
        void response.writeHead(200, { 'content-length': '100' }).write('x', () => response.destroy()),
    ],
    [
      'says gzip and sends something else',
      (response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('plain'),
    ],
  ])('fails cleanly when the server %s', async (_what, behave) => {
    proves('FI-20');
    answer = (_request, response) => behave(response);
    expect((await failureOf('/broken')).code).toBe('egress_unreachable');
  });

  it('fails cleanly when no server listens', async () => {
    proves('FI-20');
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, 'close');
    await expect(egress.request(`http://127.0.0.1:${port}/`, OPERATORS, {}, LIMITS)).rejects.toMatchObject({
      code: 'egress_unreachable',
    });
  });

  it('names the address in an error, but not the query, the credentials or the body', async () => {
    proves('TM-41');
    answer = (_request, response) => response.destroy();
    const error = await egress
      .request(
        `${base}/Patient?identifier=sys|12345`,
        OPERATORS,
        { method: 'POST', headers: { authorization: 'Bearer t0ken' }, body: 'client_secret=s3cret' },
        LIMITS,
      )
      .catch((reason: unknown) => reason);
    const told = `${errorForLog(error)} ${(error as Error).message}`;
    expect(told).toContain(`unreachable (UND_ERR_SOCKET) at ${base}/Patient`);
    for (const secret of ['12345', 't0ken', 's3cret']) expect(told).not.toContain(secret);
  });

  describe('a server that does not answer', () => {
    const patient: EgressLimits = { ...LIMITS, rest: { afterFailures: 5, forMs: 200 } };
    const silent = () => (answer = (_request, response) => response.destroy());
    const fail = (path = '/') => failureOf(path, patient);

    it('gets no requests after five failures in a row, until a pause is over', async () => {
      proves('FI-20');
      silent();
      for (let i = 0; i < 5; i += 1) expect((await fail()).code).toBe('egress_unreachable');
      expect(egress.isPaused(OPERATORS)).toBe(true);
      requests.splice(0);
      expect((await fail('/other')).code).toBe('egress_left_alone');
      expect(requests).toEqual([]);
      answer = (_request, response) => response.end('well');
      await new Promise((resolve) => setTimeout(resolve, 250));
      expect((await egress.request(base, OPERATORS, {}, patient)).text).toBe('well');
      expect(egress.isPaused(OPERATORS)).toBe(false);
    });

    it('gets further requests after answers with errors, and from requests that ask for no pause', async () => {
      proves('FI-20');
      answer = (_request, response) => response.writeHead(500).end();
      for (let i = 0; i < 6; i += 1) await egress.request(base, OPERATORS, {}, patient);
      silent();
      for (let i = 0; i < 6; i += 1) expect((await failureOf('/')).code).toBe('egress_unreachable');
      expect(egress.isPaused(OPERATORS)).toBe(false);
    });
  });

  describe('several servers, or several owners of addresses at one server', () => {
    const rest = { afterFailures: 3, forMs: 60_000 };
    const of = (owner: string, more: Partial<Counterpart> = {}): Counterpart => ({
      purpose: 'client-keys',
      owner,
      givenBy: 'operator',
      ...more,
    });
    const codeOf = (counterpart: Counterpart, limits: EgressLimits, path = '/') =>
      egress.request(base + path, counterpart, {}, limits).then(
        ({ text }) => text,
        (error: EgressError) => error.code,
      );

    it('a pause stops only the owner whose path fails, and not other owners at the same origin', async () => {
      proves('BI-91');
      answer = ({ url }, response) => void (url === '/dead' ? response.destroy() : response.end('well'));
      const limits = { ...LIMITS, timeoutMs: 5_000, rest };
      for (let i = 0; i < 3; i += 1)
        expect(await codeOf(of('stranger'), limits, '/dead')).toBe('egress_unreachable');
      expect(await codeOf(of('stranger'), limits)).toBe('egress_left_alone');
      for (const other of [of('neighbour'), of('stranger', { purpose: 'client-logout' })])
        expect(await codeOf(other, limits)).toBe('well');
    });

    it('an owner who uses all of their own connections uses none of another owner', async () => {
      proves('BI-91');
      const held: ServerResponse[] = [];
      answer = ({ url }, response) => void (url === '/hold' ? held.push(response) : response.end('well'));
      const few = { timeoutMs: 5_000, maxBytes: 100, atOnce: 2 };
      const holding = [codeOf(of('greedy'), few, '/hold'), codeOf(of('greedy'), few, '/hold')];
      expect(await codeOf(of('greedy'), few)).toBe('egress_busy');
      expect(await codeOf(of('modest'), few)).toBe('well');
      while (held.length < 2) await new Promise(setImmediate);
      held.forEach((response) => response.end('at last'));
      expect(await Promise.all(holding)).toEqual(['at last', 'at last']);
      expect(await codeOf(of('greedy'), few)).toBe('well');
    });

    it('records of strangers displace only records of strangers for the same purpose, and none of the operator', async () => {
      proves('BI-91');
      const small = newEgress({ loopback: true });
      answer = (_request, response) => response.destroy();
      const limits = { ...LIMITS, timeoutMs: 5_000, rest: { ...rest, afterFailures: 1 } };
      const fail = (owner: string, givenBy: Counterpart['givenBy']) =>
        small.request(base, of(owner, { givenBy }), {}, limits).catch((error: EgressError) => error.code);
      await fail('ours', 'operator');
      await fail('first stranger', 'others');
      const told = of('told', { purpose: 'client-logout', givenBy: 'others' });
      await small.request(base, told, {}, limits).catch(() => {});
      for (let i = 0; i < 500; i += 1) await fail(`stranger ${i}`, 'others');
      expect(small.isPaused(of('ours'))).toBe(true);
      expect(small.isPaused(of('told', { purpose: 'client-logout' }))).toBe(true);
      expect(small.isPaused(of('first stranger'))).toBe(false);
      await small.onModuleDestroy();
    });
  });

  describe('an address that others gave', () => {
    const others: Counterpart = { purpose: 'client-keys', owner: 'app', givenBy: 'others' };
    const refusalOf = async (url: string, settings = {}, names = new ScriptedNames({})) => {
      const guarded = newEgress(settings, names);
      const said = await guarded.request(url, others, {}, { ...LIMITS, timeoutMs: 5_000 }).then(
        ({ text }) => text,
        (error: EgressError) => errorForLog(error),
      );
      await guarded.onModuleDestroy();
      return said;
    };

    it.each([
      ['http://app.example/keys', 'must be https'],
      ['https://10.0.0.1/keys', '10.0.0.1 does not'],
      ['https://169.254.169.254/keys', '169.254.169.254 does not'],
      ['https://0.0.0.0/', '0.0.0.0 does not'],
      ['https://2130706433/', '127.0.0.1 does not'],
      ['https://0x7f.1/', '127.0.0.1 does not'],
      ['https://127.0.0.1./', '127.0.0.1 does not'],
      ['https://[::]/', ':: does not'],
      ['https://[::ffff:10.0.0.1]/', '::ffff:a00:1 does not'],
      ['https://[64:ff9b::7f00:1]/', '64:ff9b::7f00:1 does not'],
      ['https://localhost/', 'localhost does not'],
      ['https://localhost./', 'localhost. does not'],
      ['https://keys.localhost/', 'keys.localhost does not'],
    ])('is refused because of its text: %s', async (url, because) => {
      proves('TM-08 BI-81');
      expect(await refusalOf(url)).toContain(because);
      expect(requests).toEqual([]);
    });

    it.each([
      ['to this machine', ['127.0.0.1']],
      ['to this machine, in another spelling', ['::ffff:127.0.0.1']],
      ['to this machine and to an address on the Internet', ['192.0.32.10', '127.0.0.1']],
      [
        'to an address that no setting can allow',
        ['169.254.169.254'],
        { privateNetworks: ['0.0.0.0/0', '::/0'] },
      ],
      ['to another private network', ['10.1.0.1'], { privateNetworks: ['10.2.0.0/16'] }],
      ['to no address', []],
    ])('is refused when its name resolves %s', async (_which, found, settings: object = {}) => {
      proves('TM-08 BI-84');
      const names = new ScriptedNames({ 'app.example': [found] });
      expect(await refusalOf(`https://app.example:${portOf(base)}/keys`, settings, names)).toContain(
        `app.example leads to ${found.find((one) => one !== '192.0.32.10') ?? 'nothing'}`,
      );
      expect(requests).toEqual([]);
    });

    it('is connected to the address that was checked, also when the name resolves to another one a moment later', async () => {
      proves('TM-08 BI-84');
      const names = new ScriptedNames({ 'app.example': [['127.0.0.1'], ['10.9.9.9']] });
      const connections: unknown[] = [];
      server.on('connection', (socket) => connections.push(socket));
      // The TLS handshake fails here, but the client has connected.
      const settings = { privateNetworks: ['127.0.0.0/8'] };
      expect(await refusalOf(`https://app.example:${portOf(base)}/`, settings, names)).toContain(
        'unreachable',
      );
      expect([connections.length, names.asked]).toEqual([1, ['app.example']]);
    });

    it('may be a loopback address in a trial, if it is written as one', async () => {
      answer = (_request, response) => response.end('well');
      const names = new ScriptedNames({ 'app.example': [['127.0.0.1']], 'localhost.': [['127.0.0.1']] });
      const said = (host: string) => refusalOf(`http://${host}:${portOf(base)}/`, { loopback: true }, names);
      expect([await said('127.0.0.1'), await said('localhost')]).toEqual(['well', 'well']);
      for (const host of ['[::ffff:127.0.0.1]', '0.0.0.0', '[::]', 'localhost.', 'app.example'])
        expect(await said(host)).toContain('must be https');
    });
  });
});

const portOf = (url: string) => new URL(url).port;
