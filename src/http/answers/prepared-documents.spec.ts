import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Commits } from '#src/database/commits.js';
import { TestClock } from '../../../test/support/test-clock.js';
import { PreparedDocuments } from './prepared-documents.js';

describe('a document that is being prepared', () => {
  let server: Server;
  let documents: PreparedDocuments;
  let settled: Promise<void> | undefined;
  let text: string;
  let clock: TestClock;
  const get = (headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/document`, { headers });

  beforeEach(async () => {
    settled = undefined;
    text = 'one';
    clock = new TestClock();
    documents = new PreparedDocuments({ settled: () => settled } as Commits, clock);
    documents.serve(['/document']);
    server = createServer((request, response) => {
      if (documents.answer(request, response)) return;
      // As an orderly stop says it before the route runs.
      response.setHeader('connection', 'close');
      documents.keep(request, response);
      response.end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it('still announces that its connection ends, and the prepared answer does not', async () => {
    expect((await get()).headers.get('connection')).toBe('close');
    expect((await get()).headers.get('connection')).toBe('keep-alive');
  });

  it('is kept for a second, in which a change that another process made is not seen', async () => {
    await get();
    text = 'two';
    clock.move(0.999);
    expect(await (await get()).text()).toBe('one');
    clock.move(0.001);
    expect(await (await get()).text()).toBe('two');
  });

  it('is not kept before what it says is on the disk', async () => {
    let commit = () => {};
    settled = new Promise((resolve) => (commit = resolve));
    await get();
    text = 'two';
    expect(await (await get()).text()).toBe('two');
    commit();
    await settled;
    text = 'three';
    expect(await (await get()).text()).toBe('two');
  });

  it('is never kept when what it says is lost', async () => {
    settled = Promise.reject(new Error('lost'));
    settled.catch(() => {});
    await get();
    text = 'two';
    expect(await (await get()).text()).toBe('two');
  });

  it('is not kept when it has changed meanwhile', async () => {
    let commit = () => {};
    settled = new Promise((resolve) => (commit = resolve));
    await get();
    documents.changed();
    commit();
    await settled;
    text = 'two';
    expect(await (await get()).text()).toBe('two');
  });
});
