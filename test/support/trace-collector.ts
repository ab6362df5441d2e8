import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as it stands in OTLP, with its attributes as an object. */
export interface CollectedSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Record<string, string | number>;
  events: Array<{ name: string; attributes: Record<string, string | number> }>;
  status: { code: number };
}

/** A collector that takes OTLP over HTTP as JSON, as a real one does, and keeps what it got. */
export interface TraceCollector {
  endpoint: string;
  /** All that was sent, as it was sent. */
  text(): string;
  /** In the order of their beginning. */
  spans(): CollectedSpan[];
  close(): Promise<void>;
}

type Attributes = Array<{ key: string; value: { stringValue?: string; intValue?: number } }>;

/** @param status what it answers. */
export async function startTraceCollector(status = 200): Promise<TraceCollector> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const isOtlp = request.url === '/v1/traces' && request.headers['content-type'] === 'application/json';
      if (isOtlp && request.method === 'POST') bodies.push(Buffer.concat(chunks).toString());
      response.writeHead(isOtlp ? status : 400, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`,
    text: () => bodies.join('\n'),
    spans: () => bodies.flatMap(spansIn).sort((a, b) => (begins(a) < begins(b) ? -1 : 1)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const begins = ({ startTimeUnixNano }: CollectedSpan) => BigInt(startTimeUnixNano);

function spansIn(body: string): CollectedSpan[] {
  const { resourceSpans } = JSON.parse(body) as {
    resourceSpans: Array<{ scopeSpans: Array<{ spans: any[] }> }>;
  };
  const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans));
  return spans.map((span) => ({
    ...span,
    attributes: objectOf(span.attributes),
    events: span.events.map((event: any) => ({ ...event, attributes: objectOf(event.attributes) })),
  }));
}

function objectOf(attributes: Attributes): Record<string, string | number> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? Number(value.intValue)]),
  );
}
