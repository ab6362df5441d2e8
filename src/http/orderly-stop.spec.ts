import { Agent, createServer, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Logger } from '@nestjs/common';
import { OrderlyStop } from './orderly-stop.js';

const NEEDED = '/introspect';

/** A server that answers when it is told to, and the agent of a client that keeps its connections. */
async function started(mostMs?: number) {
  const answers = new Map<string, ServerResponse>();
  let arrived = () => {};
  const server = createServer((asked, response) => {
    answers.set(asked.url!, response);
    arrived();
  });
  const orderly = new OrderlyStop(server, (path) => path === NEEDED, mostMs);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  const ask = (path: string, through = agent) =>
    new Promise<string>((resolve) => {
      request({ port, path, agent: through }, (response) => {
        response.resume().on('end', () => resolve(`${response.statusCode} ${response.headers.connection}`));
        response.on('error', () => resolve('cut off'));
      })
        .on('error', () => resolve('cut off'))
        .end();
    });
  /** Resolves when the server holds so many requests. */
  const holds = (count: number) =>
    new Promise<void>((resolve) => {
      arrived = () => answers.size >= count && resolve();
      arrived();
    });
  return { server, orderly, port, ask, answers, holds };
}

const written: string[] = [];
beforeEach(() => {
  written.length = 0;
  const note = (message: string) => void written.push(message);
  Logger.overrideLogger({ log: note, warn: note, error: note });
});
afterAll(() => Logger.overrideLogger(['error', 'fatal']));

describe('an orderly stop', () => {
  it('waits for answers, closes each connection after its own, and says how many there are', async () => {
    const { orderly, ask, answers, holds } = await started();
    const [first, second] = [ask('/a?secret=1'), ask('/b')];
    await holds(2);
    const stopped = orderly.stop();
    expect(orderly.stop()).toBe(stopped);
    answers.get('/a?secret=1')!.end();
    expect(await first).toBe('200 close');
    answers.get('/b')!.end();
    expect(await second).toBe('200 close');
    await stopped;
    expect(written).toEqual(['stopping: 2 requests under way', 'stopping: every request is answered']);
  });

  it('an answer that has begun is finished, and its connection closes though it was to be kept', async () => {
    const { orderly, ask, answers, holds } = await started();
    const begun = ask('/begun');
    await holds(1);
    answers.get('/begun')!.writeHead(200, { 'content-length': '2' }).write('o');
    const stopped = orderly.stop();
    answers.get('/begun')!.end('k');
    expect(await begun).toBe('200 keep-alive');
    await stopped;
  });

  it('nobody new is served meanwhile, but for what a request under way may need', async () => {
    const { orderly, ask, answers, holds } = await started();
    const first = ask('/a');
    await holds(1);
    const stopped = orderly.stop();
    expect(await ask('/new', new Agent())).toBe('cut off');
    answers.delete('/new');
    const needed = ask(NEEDED, new Agent());
    await holds(2);
    answers.get(NEEDED)!.end();
    expect(await needed).toBe('200 close');
    answers.get('/a')!.end();
    expect(await first).toBe('200 close');
    await stopped;
    expect(await ask(NEEDED, new Agent())).toBe('cut off');
  });

  it('a connection that asks for nothing holds nobody up', async () => {
    const { server, orderly, port } = await started();
    const silent = connect(port, '127.0.0.1').on('error', () => {});
    await new Promise((resolve) => server.once('connection', resolve));
    const closed = new Promise((resolve) => silent.once('close', resolve));
    await orderly.stop();
    await closed;
    expect(written[0]).toBe('stopping: 0 requests under way');
  });

  it('what takes too long is cut off, and named without what it asked', async () => {
    const { orderly, ask, holds } = await started(20);
    const endless = ask('/endless?code=secret');
    await holds(1);
    await orderly.stop();
    expect(await endless).toBe('cut off');
    expect(written).toEqual([
      'stopping: 1 request under way',
      'stopping: 1 request cut off after 0.02 s: GET /endless',
    ]);
  });
});
