import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GraphHosts } from '#src/federation/graph/graph-hosts.js';

/** A request that reached the scripted Microsoft hosts. */
export interface GraphRequest {
  method: string;
  /** Path and query. */
  url: string;
  authorization?: string;
  form: URLSearchParams;
}

export interface ScriptedGraph {
  origin: string;
  requests: GraphRequest[];
  /** Object ids of the groups, one list for each page. */
  pages: string[][];
  /** Answers a request in another way; undefined answers as usual. */
  instead?: (request: GraphRequest, response: ServerResponse) => boolean;
  /** Injected in place of Microsoft’s hosts. */
  hosts: GraphHosts;
  close(): Promise<void>;
}

/** The two hosts of Microsoft that are asked for groups, login and Graph, with their documented answers. */
export async function startScriptedGraph(): Promise<ScriptedGraph> {
  const graph: ScriptedGraph = {
    origin: '',
    requests: [],
    pages: [[]],
    hosts: new GraphHosts(),
    close: async () => {},
  };
  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const request: GraphRequest = {
      method: incoming.method!,
      url: incoming.url!,
      authorization: incoming.headers.authorization,
      form: new URLSearchParams(Buffer.concat(chunks).toString()),
    };
    graph.requests.push(request);
    if (graph.instead?.(request, response)) return;
    const url = new URL(request.url, graph.origin);
    if (url.pathname.endsWith('/oauth2/v2.0/token')) {
      json(response, {
        token_type: 'Bearer',
        expires_in: 3599,
        ext_expires_in: 3599,
        access_token: 'app-token',
      });
    } else if (request.authorization !== 'Bearer app-token') {
      json(
        response,
        { error: { code: 'InvalidAuthenticationToken', message: 'Access token is empty.', innerError: {} } },
        401,
      );
    } else {
      const page = Number(url.searchParams.get('$skiptoken') ?? 0);
      const more = page + 1 < graph.pages.length;
      json(response, {
        '@odata.context': `${graph.origin}/v1.0/$metadata#directoryObjects(id)`,
        ...(more
          ? { '@odata.nextLink': `${graph.origin}${url.pathname}?$select=id&$top=999&$skiptoken=${page + 1}` }
          : {}),
        value: [
          ...(graph.pages[page] ?? []).map((id) => ({ '@odata.type': '#microsoft.graph.group', id })),
          { '@odata.type': '#microsoft.graph.directoryRole', id: '11111111-2222-3333-4444-555555555555' },
        ],
      });
    }
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  graph.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  graph.hosts.forCloud = () => ({ login: graph.origin, graph: graph.origin });
  graph.close = () =>
    new Promise((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return graph;
}

function json(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
