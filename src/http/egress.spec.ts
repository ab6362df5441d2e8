import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { errorForLog } from '#src/errors/domain-error.js';
import { Egress, EgressError, type EgressLimits } from './egress.js';

const LIMITS: EgressLimits = { timeoutMs: 250, maxBytes: 10_000 };

describe('Egress', () => {
  const egress = new Egress();
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
    const error: unknown = await egress.request(base + path, {}, limits).then(
      () => new Error('an answer was accepted'),
      (reason: unknown) => reason,
    );
    if (error instanceof EgressError) return error;
    throw error;
  }

  it('hands over status, headers and text, also of an error', async () => {
    answer = (_request, response) => response.writeHead(418, { 'x-kind': 'teapot' }).end('kümmel');
    const response = await egress.request(`${base}/tea`, { method: 'POST', body: 'x' }, LIMITS);
    expect(response).toMatchObject({ status: 418, text: 'kümmel' });
    expect(response.headers.get('x-kind')).toBe('teapot');
    expect(requests[0]).toMatchObject({ method: 'POST', url: '/tea' });
  });

  it('hands over an answer without a body', async () => {
    answer = (_request, response) => response.writeHead(204).end();
    expect(await egress.request(base, {}, LIMITS)).toMatchObject({ status: 204, text: '' });
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['never answers', () => {}],
    ['sends a head and no body', (response) => response.writeHead(200).flushHeaders()],
    [
      'drips one byte after another',
      (response) => {
        const timer = setInterval(() => response.write('x'), 20);
        response.once('close', () => clearInterval(timer));
      },
    ],
  ])('TM-10 FI-21 gives up in time on a server that %s', async (_what, behave) => {
    let closed: Promise<unknown> | undefined;
    answer = (_request, response) => {
      closed = once(response, 'close');
      behave(response);
    };
    const started = performance.now();
    expect((await failureOf('/slow')).code).toBe('egress_timeout');
    expect(performance.now() - started).toBeLessThan(2_000);
    // The connection is given up as well, not only waited for no longer.
    await closed;
  });

  it.each([
    ['announced', (response: ServerResponse) => void response.end('x'.repeat(10_001))],
    [
      'gzipped: small on the way, large when unpacked',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(5_000_000)));
      },
    ],
    [
      'endless',
      (response: ServerResponse) => {
        const more = () => {
          while (!response.destroyed && response.write('x'.repeat(4_096)));
        };
        response.on('drain', more);
        more();
      },
    ],
  ])('TM-10 BI-74 takes no more than it was told to: %s', async (_what, behave) => {
    let closed: Promise<unknown> | undefined;
    answer = (_request, response) => {
      closed = once(response, 'close');
      behave(response);
    };
    expect((await failureOf('/large', { ...LIMITS, timeoutMs: 5_000 })).code).toBe('egress_too_large');
    await closed;
  });

  it('takes exactly the limit', async () => {
    answer = (_request, response) => response.end('x'.repeat(10_000));
    expect((await egress.request(base, {}, LIMITS)).text).toHaveLength(10_000);
  });

  it.each([301, 302, 303, 307, 308])('BI-77 does not follow %d, and sends nothing there', async (status) => {
    answer = (_request, response) => response.writeHead(status, { location: `${base}/elsewhere` }).end();
    const error = await failureOf('/here');
    expect(error.code).toBe('egress_redirected');
    expect(requests.map(({ url }) => url)).toEqual(['/here']);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['hangs up at once', (response) => response.destroy()],
    [
      'hangs up within the body',
      (response) =>
        void response.writeHead(200, { 'content-length': '100' }).write('x', () => response.destroy()),
    ],
    [
      'says gzip and sends something else',
      (response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('plain'),
    ],
  ])('FI-20 fails cleanly when the server %s', async (_what, behave) => {
    answer = (_request, response) => behave(response);
    expect((await failureOf('/broken')).code).toBe('egress_unreachable');
  });

  it('FI-20 fails cleanly when nobody listens', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, 'close');
    await expect(egress.request(`http://127.0.0.1:${port}/`, {}, LIMITS)).rejects.toMatchObject({
      code: 'egress_unreachable',
    });
  });

  it('TM-41 says where, but not the query, the credentials or the body', async () => {
    answer = (_request, response) => response.destroy();
    const error = await egress
      .request(
        `${base}/Patient?identifier=sys|12345`,
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

    it('FI-20 is left alone after five times in a row, and asked again after a while', async () => {
      silent();
      for (let i = 0; i < 5; i += 1) expect((await fail()).code).toBe('egress_unreachable');
      expect(egress.isLeftAlone(`${base}/elsewhere`)).toBe(true);
      requests.splice(0);
      expect((await fail('/other')).code).toBe('egress_left_alone');
      expect(requests).toEqual([]);
      answer = (_request, response) => response.end('well');
      await new Promise((resolve) => setTimeout(resolve, 250));
      expect((await egress.request(base, {}, patient)).text).toBe('well');
      expect(egress.isLeftAlone(base)).toBe(false);
    });

    it('FI-20 is not left alone for answers that are errors, nor by requests that do not ask for it', async () => {
      answer = (_request, response) => response.writeHead(500).end();
      for (let i = 0; i < 6; i += 1) await egress.request(base, {}, patient);
      silent();
      for (let i = 0; i < 6; i += 1) expect((await failureOf('/')).code).toBe('egress_unreachable');
      expect(egress.isLeftAlone(base)).toBe(false);
    });
  });
});
