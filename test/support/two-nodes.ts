import { createServer as createHttpServer, request as httpRequest } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { TestingModuleBuilder } from '@nestjs/testing';
import { freePort, type Hospital, startHospital } from './hospital.js';

/** A server between two others that can be as slow as a network. */
export interface SlowLine {
  port: number;
  /** The port that new connections lead to. */
  to: number;
  /** What each packet takes in each direction, in milliseconds. To be changed only while nothing is under way. */
  delayMs: number;
  /** From now on nothing gets through, and neither end is told, as where a network drops what is sent. */
  cut(): void;
  /** What was held up arrives, as when it is sent again. */
  mend(): void;
  close(): Promise<void>;
}

/** A line to a TCP port of this machine. */
export async function slowLine(to: number): Promise<SlowLine> {
  const sockets = new Set<Socket>();
  const line = {
    to,
    delayMs: 0,
    isCut: false,
    cut: () => {
      line.isCut = true;
      for (const socket of sockets) socket.pause();
    },
    mend: () => {
      line.isCut = false;
      for (const socket of sockets) socket.resume();
    },
  };
  const join = (from: Socket, into: Socket) => {
    sockets.add(from);
    from.setNoDelay(true);
    from.on('data', (data) => {
      if (line.delayMs === 0) into.write(data);
      else setTimeout(() => into.write(data), line.delayMs);
    });
    if (line.isCut) from.pause();
    from.on('close', () => {
      sockets.delete(from);
      setTimeout(() => into.destroy(), line.delayMs);
    });
    from.on('error', () => into.destroy());
  };
  const server = createServer((near) => {
    const far = connect(line.to, '127.0.0.1');
    join(near, far);
    join(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return Object.assign(line, { port: (server.address() as AddressInfo).port, close });
}

/** Wardkey at one address, served by two nodes that take turns, request by request. */
export interface TwoNodes {
  /** The address is that of both. What is read from `app` is read from the first one. */
  hospital: Hospital;
  nodes: [Hospital, Hospital];
  close(): Promise<void>;
}

/** @param configure must name a database that both can use. */
export async function startTwoNodes(options: {
  configure: (configuration: Record<string, any>) => void;
  override?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
}): Promise<TwoNodes> {
  const port = await freePort();
  const ports = [await freePort(), await freePort()] as const;
  let first: Record<string, any> = {};
  const { override } = options;
  const one = await startHospital({
    port,
    listenAt: ports[0],
    override,
    configure: (configuration) => {
      options.configure(configuration);
      first = configuration;
    },
  });
  const two = await startHospital({
    port,
    listenAt: ports[1],
    override,
    configure: (configuration) => {
      const { fhirServers, externalIdentityProviders } = first;
      options.configure(configuration);
      Object.assign(configuration, { fhirServers, externalIdentityProviders });
    },
  });
  let turn = 0;
  const proxy = createHttpServer((incoming, answer) => {
    const { method, url, headers } = incoming;
    // A kept connection could end at the moment in which it is used.
    const agent = false;
    const to = { host: '127.0.0.1', port: ports[turn++ % 2], method, path: url, headers, agent };
    const outgoing = httpRequest(to, (from) => {
      answer.writeHead(from.statusCode!, from.headers);
      from.pipe(answer);
    });
    outgoing.on('error', () => answer.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => proxy.listen(port, '127.0.0.1', resolve));
  return {
    hospital: one,
    nodes: [one, two],
    close: async () => {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
      await two.close();
      await one.close();
    },
  };
}
