import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Logger } from '@nestjs/common';
import { errorForLog } from '#src/errors/domain-error.js';
import { listeningFault } from '#src/http/incoming/listening-fault.js';

/** What is served. */
export interface MetricsText {
  readonly contentType: string;
  /** In the text format of Prometheus. */
  text(): Promise<string>;
}

const OPTIONS = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
};
/** Far more than there are collectors of metrics. */
const MOST_CONNECTIONS = 50;

/** Serves `/metrics` and nothing else, on a port of its own. */
export class MetricsListener {
  private constructor(
    private readonly server: Server,
    readonly address: string,
  ) {}

  /** @throws ListeningFaultError when it cannot listen there. */
  static async open(metrics: MetricsText, host: string, port: number): Promise<MetricsListener> {
    const log = new Logger('Metrics');
    const server = createServer(OPTIONS, (request, response) => {
      answer(metrics, request, response).catch((error: unknown) => {
        log.error(`metrics could not be written: ${errorForLog(error)}`);
        plainly(response, 500, 'the log of the server says why');
      });
    });
    server.maxConnections = MOST_CONNECTIONS;
    try {
      server.listen(port, host);
      await once(server, 'listening');
    } catch (error) {
      throw listeningFault(error, { host, port }, 'metrics');
    }
    const { port: taken } = server.address() as AddressInfo;
    const address = `http://${host.includes(':') ? `[${host}]` : host}:${taken}/metrics`;
    log.log(`metrics are served at ${address}`);
    return new MetricsListener(server, address);
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

async function answer(
  metrics: MetricsText,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '').split('?', 1)[0];
  if (path !== '/metrics') plainly(response, 404, 'only /metrics is served here');
  else if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    plainly(response, 405, '/metrics has GET and HEAD only');
  } else {
    const text = await metrics.text();
    response.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' });
    response.end(request.method === 'HEAD' ? undefined : text);
  }
}

function plainly(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}
