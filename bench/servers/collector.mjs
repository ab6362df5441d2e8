import { once } from 'node:events';
import { createServer } from 'node:http';

/** A collector of traces that takes everything and looks at nothing. It is in the process of the load. */
export async function startCollector() {
  const server = createServer((request, response) => {
    request
      .resume()
      .once('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${server.address().port}/v1/traces`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
