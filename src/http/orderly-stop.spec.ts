import { Agent, createServer, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Logger } from '@nestjs/common';
import { OrderlyStop } from './orderly-stop.js';
import { isEnding } from './incoming/request-body.js';

const NEEDED = '/introspect';

/** A server that answers when the test says so, and the agent of a client that keeps its connections open. */
async function started(mostMs?: number) {
  const answers = new Map<string, ServerResponse>();
  const ignored: string[] = [];
  let arrived = () => {};
  const server = createServer((asked, response) => {
    // The front door does the same.
    if (isEnding(asked)) ignored.push(asked.url!);
    else answers.set(asked.url!, response);
    arrived();
  });
  const over = new Set<ServerResponse>();
  const whenOver = (response: ServerResponse) => {
    over.add(response);
    arrived();
  };
  const orderly = new OrderlyStop(server, (path) => path === NEEDED, mostMs, whenOver);
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
  const when = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      arrived = () => isSo() && resolve();
      arrived();
    });
  /** Resolves when the server holds this number of requests. */
  const holds = (count: number) => when(() => answers.size >= count);
  /** Resolves when the server has ignored this number of late requests. */
  const ignores = (count: number) => when(() => ignored.length >= count);
  /** Resolves when the answer to this path is over. */
  const isOver = (path: string) => when(() => over.has(answers.get(path)!));
  return { server, orderly, port, ask, answers, ignored, over, holds, ignores, isOver };
}

const written: string[] = [];
beforeEach(() => {
  written.length = 0;
  const note = (message: string) => void written.push(message);
  Logger.overrideLogger({ log: note, warn: note, error: note });
});
afterAll(() => Logger.overrideLogger(['error', 'fatal']));

describe('the end of an answer', () => {
  it('is told when it was sent, and when its connection broke: also of one that waits for its turn', async () => {
    const { server, port, ask, answers, over, holds, isOver } = await started();
    const whole = ask('/whole');
    await holds(1);
    expect(over.size).toBe(0);
    answers.get('/whole')!.end();
    await whole;
    await isOver('/whole');
    const socket = connect(port, '127.0.0.1');
    socket.write(['/first', '/second'].map((path) => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`).join(''));
    await holds(3);
    socket.destroy();
    await isOver('/first');
    await isOver('/second');
    server.closeAllConnections();
    server.close();
  });
});

describe('an orderly stop', () => {
  it('waits for the answers, closes each connection after its answer, and logs the number of requests', async () => {
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

  describe('several requests on one connection, sent before the first answer', () => {
    const line = (path: string) => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`;
    const heads = (text: string) =>
      text.split('\r\n').filter((one) => /^(HTTP|connection)/i.test(one) && !/keep-alive/.test(one));
    /** Opens a connection, sends a text, and returns everything that comes back. */
    function talk(port: number) {
      const socket = connect(port, '127.0.0.1');
      let text = '';
      socket.on('data', (chunk) => (text += chunk));
      const ended = new Promise<string>((resolve) => socket.on('close', () => resolve(text)));
      return { socket, ended };
    }

    it('are all answered, and the last answer says that the connection closes', async () => {
      const { orderly, port, answers, holds } = await started();
      const { socket, ended } = talk(port);
      socket.write(line('/1') + line('/2') + line('/3'));
      await holds(3);
      const stopped = orderly.stop();
      // Not in the order of the requests.
      for (const path of ['/2', '/1', '/3']) answers.get(path)!.end();
      expect(heads(await ended)).toEqual([
        'HTTP/1.1 200 OK',
        'HTTP/1.1 200 OK',
        'HTTP/1.1 200 OK',
        'Connection: close',
      ]);
      await stopped;
    });

    it('do not include a request that arrives after the stop began', async () => {
      const { orderly, port, answers, ignored, holds, ignores } = await started();
      const { socket, ended } = talk(port);
      socket.write(line('/1'));
      await holds(1);
      const stopped = orderly.stop();
      socket.write(line('/2'));
      await ignores(1);
      answers.get('/1')!.end();
      expect(heads(await ended)).toEqual(['HTTP/1.1 200 OK', 'Connection: close']);
      await stopped;
      expect(ignored).toEqual(['/2']);
    });

    it('of a client that has gone do not delay the stop', async () => {
      const { orderly, port, holds } = await started();
      const { socket, ended } = talk(port);
      socket.write(line('/1') + line('/2'));
      await holds(2);
      socket.destroy();
      await ended;
      await orderly.stop();
      expect(written.at(-1)).toBe('stopping: every request is answered');
    });
  });

  it('an answer that has begun is finished, and then its keep-alive connection is closed', async () => {
    const { orderly, ask, answers, holds } = await started();
    const begun = ask('/begun');
    await holds(1);
    answers.get('/begun')!.writeHead(200, { 'content-length': '2' }).write('o');
    const stopped = orderly.stop();
    answers.get('/begun')!.end('k');
    expect(await begun).toBe('200 keep-alive');
    await stopped;
  });

  it('new requests are refused meanwhile, except those that a request under way may need', async () => {
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

  it('a connection without a request does not delay the stop', async () => {
    const { server, orderly, port } = await started();
    const silent = connect(port, '127.0.0.1').on('error', () => {});
    await new Promise((resolve) => server.once('connection', resolve));
    const closed = new Promise((resolve) => silent.once('close', resolve));
    await orderly.stop();
    await closed;
    expect(written[0]).toBe('stopping: 0 requests under way');
  });

  it('a request that takes too long is cut off, and the log names its path without the query', async () => {
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
