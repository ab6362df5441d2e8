import { generateKeyPair, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, renameSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { promisify } from 'node:util';
import type { DataSource } from 'typeorm';
import { Settings } from '#src/config/settings/settings.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { selfSignedCertificate } from '#src/crypto/self-signed-certificate.js';
import { Commits } from '#src/database/commits.js';
import { openDatabase } from '../../test/support/database.js';
import { TestClock } from '../../test/support/test-clock.js';
import { AuditChain } from './audit-chain.js';
import { AuditLog } from './audit-log.js';
import { receiverFor } from './audit-receivers.js';
import { AuditStream } from './audit-stream.js';

const clock = new TestClock();
const secretBox = new SecretBox(randomBytes(32));

describe('the audit stream', () => {
  let dataSource: DataSource;
  let log: AuditLog;
  let chain: AuditChain;
  let streams: AuditStream[];

  beforeEach(async () => {
    dataSource = await openDatabase();
    log = new AuditLog(dataSource, clock);
    chain = new AuditChain(dataSource, secretBox);
    streams = [];
  });
  afterEach(async () => {
    for (const stream of streams) stream.close();
    await dataSource.destroy();
  });

  const streamTo = async (target: string) => {
    const settings = Object.assign(new Settings(), { audit: { addressDays: 90, stream: target } });
    const stream = new AuditStream(dataSource, chain, new Commits(), settings, clock);
    streams.push(stream);
    await stream.begin();
    return stream;
  };
  const sealed = async (...clients: string[]) => {
    for (const clientId of clients) await log.record({ event: 'token.issued', outcome: 'success', clientId });
    await chain.sealNext(50);
  };

  describe('to a file', () => {
    const file = () => join(mkdtempSync(join(tmpdir(), 'wardkey-stream-')), 'audit.ndjson');
    const clientsIn = (path: string) =>
      readFileSync(path, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { clientId: string }).clientId);

    it('has each row once, in order, from the first call on, also after a restart', async () => {
      const path = file();
      await sealed('before');
      const stream = await streamTo(`file:${path}`);
      await stream.send();
      await sealed('a', 'b');
      await stream.send();
      await stream.send();
      clock.move(31);
      await sealed('c');
      await (await streamTo(`file:${path}`)).send();
      expect(clientsIn(path)).toEqual(['a', 'b', 'c']);
    });

    it('goes on in a new file after the file was rotated', async () => {
      const path = file();
      const stream = await streamTo(`file:${path}`);
      await stream.send();
      await sealed('a');
      await stream.send();
      renameSync(path, `${path}.1`);
      await sealed('b');
      await stream.send();
      expect([clientsIn(`${path}.1`), clientsIn(path)]).toEqual([['a'], ['b']]);
    });

    it('is written by one of two nodes, and by the other one when the first has been silent', async () => {
      const path = file();
      const [one, two] = [await streamTo(`file:${path}`), await streamTo(`file:${path}`)];
      await Promise.all([one.send(), two.send()]);
      await sealed('a', 'b');
      await Promise.all([one.send(), two.send()]);
      expect(clientsIn(path)).toEqual(['a', 'b']);
      clock.move(31);
      await sealed('c');
      await two.send();
      expect(clientsIn(path)).toEqual(['a', 'b', 'c']);
    });

    it('is not silenced by whoever can write to the database', async () => {
      const path = file();
      const stream = await streamTo(`file:${path}`);
      await stream.send();
      await sealed('a');
      await dataSource.query(`UPDATE audit_event SET position = 1000`);
      await stream.send();
      await dataSource.query(`UPDATE audit_stream SET holder = 'nobody', held_until = 99999999999`);
      clock.move(31);
      await sealed('b');
      await stream.send();
      expect(clientsIn(path)).toEqual(['a', 'b']);
      await dataSource.query('UPDATE audit_stream SET position = 1000');
      await sealed('c');
      await expect(stream.send()).rejects.toThrow(/says that 1000 rows were sent, and there are 3/);
    });

    it('loses nothing while the file cannot be written', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'wardkey-stream-'));
      const stream = await streamTo(`file:${join(folder, 'later', 'audit.ndjson')}`);
      await stream.send();
      await sealed('a');
      await expect(stream.send()).rejects.toThrow(/ENOENT/);
      renameSync(mkdtempSync(join(tmpdir(), 'wardkey-stream-')), join(folder, 'later'));
      await stream.send();
      expect(clientsIn(join(folder, 'later', 'audit.ndjson'))).toEqual(['a']);
    });
  });

  describe('to a syslog server', () => {
    let server: Server;
    let received: string;
    let sockets: Socket[];

    const listen = async (of: Server, port = 0) => {
      server = of;
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
      return (server.address() as { port: number }).port;
    };
    const taking = (socket: Socket) => {
      sockets.push(socket);
      socket.on('error', () => {});
      socket.on('data', (data) => (received += data.toString()));
    };
    const until = async (condition: () => boolean) => {
      while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    const stop = async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    };

    beforeEach(() => {
      received = '';
      sockets = [];
    });
    afterEach(stop);

    const record = {
      id: 'a',
      occurredAt: '2026-03-01T12:00:00.000Z',
      event: 'login.refused',
      outcome: 'refused',
    };
    /** More than the system takes on behalf of a receiver. */
    const many = Array.from({ length: 300 }, (_none, index) => ({
      ...record,
      id: String(index),
      trail: 'x'.repeat(100_000),
    }));
    const idsIn = (text: string) => [...text.matchAll(/"id":"(\w+)"/g)].map(([, id]) => id);

    it('gives up a receiver that accepts connections and takes nothing', async () => {
      const silent = createServer((socket) => {
        sockets.push(socket.pause());
        socket.on('error', () => {});
      });
      const receiver = receiverFor(`syslog+tcp://127.0.0.1:${await listen(silent)}`, 50);
      await expect(receiver.send(many)).rejects.toThrow('took nothing for 0.05 s');
      receiver.close();
    });

    it('waits for a receiver that is slower than the limit for one row, as long as it takes something', async () => {
      const slow = createServer((socket) => {
        taking(socket);
        socket.on('data', () => {
          socket.pause();
          setTimeout(() => socket.resume(), 3);
        });
      });
      const receiver = receiverFor(`syslog+tcp://127.0.0.1:${await listen(slow)}`, 1_000);
      let progress = 0;
      const since = performance.now();
      await receiver.send(many, () => Promise.resolve(void (progress += 1)));
      // All of it took longer than the limit.
      expect(performance.now() - since).toBeGreaterThan(1_000);
      expect(progress).toBe(many.length);
      receiver.close();
      await until(() => received.includes('"id":"299"'));
      expect(idsIn(received)).toEqual(many.map(({ id }) => id));
    });

    it('sends a batch again as a whole when the connection broke meanwhile', async () => {
      let isFirst = true;
      const breaking = createServer((socket) => {
        taking(socket);
        if (isFirst) socket.on('data', () => received.length > 1_000_000 && socket.resetAndDestroy());
        isFirst = false;
      });
      const receiver = receiverFor(`syslog+tcp://127.0.0.1:${await listen(breaking)}`);
      await expect(receiver.send(many)).rejects.toThrow(/ECONNRESET|EPIPE|closed/);
      expect(idsIn(received).length).toBeLessThan(many.length);
      received = '';
      await receiver.send(many);
      receiver.close();
      await until(() => received.includes('"id":"299"'));
      expect(idsIn(received)).toEqual(many.map(({ id }) => id));
    });

    it('goes on holding the stream while a slow receiver takes its time, so no other node sends the same', async () => {
      const target = `syslog+tcp://127.0.0.1:${await listen(createServer(taking))}`;
      const [one, two] = [await streamTo(target), await streamTo(target)];
      const clients = ['a', 'b', 'c', 'd', 'e'];
      await sealed(...clients);
      const sending = one.send();
      // Each row takes longer than half the time that a process is given, and all together take longer than it.
      let isOver = false;
      void sending.finally(() => (isOver = true));
      while (!isOver) {
        clock.move(2);
        await two.send();
        await new Promise((resolve) => setImmediate(resolve));
      }
      await until(() => received.includes('"e"'));
      expect([...received.matchAll(/"clientId":"(\w+)"/g)].map(([, id]) => id)).toEqual(clients);
    });

    it('is given up at the end of the process, and sent after the next start', async () => {
      const silent = createServer((socket) => {
        sockets.push(socket.pause());
        socket.on('error', () => {});
      });
      const receiver = receiverFor(`syslog+tcp://127.0.0.1:${await listen(silent)}`, 60_000);
      const sending = receiver.send(many);
      await new Promise((resolve) => setTimeout(resolve, 50));
      receiver.close();
      await expect(sending).rejects.toThrow('this process ends');
    });

    it('sends RFC 5424 messages, each with its length before it', async () => {
      const stream = await streamTo(`syslog+tcp://127.0.0.1:${await listen(createServer(taking))}`);
      await stream.send();
      await log.record({ event: 'login.refused', outcome: 'refused', reason: 'Größe' });
      await sealed('a');
      await stream.send();
      await until(() => received.includes('"clientId":"a"'));
      const messages: string[] = [];
      for (let rest = Buffer.from(received); rest.length > 0;) {
        const [, length] = /^(\d+) /.exec(rest.toString())!;
        const start = length!.length + 1;
        messages.push(rest.subarray(start, start + Number(length)).toString());
        rest = rest.subarray(start + Number(length));
      }
      const form = /^<(\d+)>1 (\S+) \S+ wardkey (\d+) (\S+) - (\{.*\})$/;
      const parts = messages.map((message) => form.exec(message)!);
      expect(parts.map(([, priority, , , id]) => [priority, id])).toEqual(
        expect.arrayContaining([
          ['84', 'login.refused'],
          ['86', 'token.issued'],
        ]),
      );
      expect(parts.map(([, , , , , json]) => (JSON.parse(json!) as { reason?: string }).reason)).toContain(
        'Größe',
      );
    });

    it('sends what was written while the server was away, as soon as it is back', async () => {
      const port = await listen(createServer(taking));
      const stream = await streamTo(`syslog+tcp://127.0.0.1:${port}`);
      await stream.send();
      await sealed('a');
      await stream.send();
      await until(() => received.includes('"a"'));
      await stop();
      // The first message after the server has gone may still be taken by this machine.
      let refused: string | undefined;
      for (let index = 0; refused === undefined; index++) {
        await sealed(`b${index}`);
        await stream.send().catch(() => (refused = `b${index}`));
      }
      await listen(createServer(taking), port);
      await sealed('c');
      await stream.send();
      await until(() => received.includes('"c"'));
      expect(received).toContain(`"${refused}"`);
    });

    it('gives nothing to a TLS server whose certificate is not trusted', async () => {
      const { privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
      const { pem } = selfSignedCertificate(privateKey, {
        name: '127.0.0.1',
        from: new Date(Date.now() - 60_000),
        until: new Date(Date.now() + 3_600_000),
      });
      const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
      const port = await listen(createTlsServer({ key, cert: pem }, taking));
      const stream = await streamTo(`syslog+tls://127.0.0.1:${port}`);
      await sealed('a');
      await expect(stream.send()).rejects.toThrow(/self-signed certificate/);
      expect(received).toBe('');
    });
  });
});
