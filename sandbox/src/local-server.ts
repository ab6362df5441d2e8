import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo } from 'node:net';

/** Where a stand-in listens; port 0 (the default) takes any free port. */
export interface ListenOptions {
  port?: number;
  host?: '127.0.0.1';
}

/** A stand-in that is listening. */
export interface LocalServer {
  /** `http://127.0.0.1:<port>`, no trailing slash. */
  origin: string;
  /** Gives the server its handler. Requests that arrive earlier wait for it. */
  handle(listener: RequestListener): void;
  /** Stops listening and closes every connection, also idle keep-alive connections. */
  close(): Promise<void>;
}

/**
 * Listens on the loopback interface. The handler comes later: an issuer must know its own URL, and with port 0 the
 * URL is known only when the socket listens.
 * @throws Error with the port in its message when the port is taken
 */
export function listenLocally({ port = 0, host = '127.0.0.1' }: ListenOptions): Promise<LocalServer> {
  let give: (listener: RequestListener) => void;
  const handler = new Promise<RequestListener>((resolve) => (give = resolve));
  const server = createServer((request, response) => {
    void handler.then((listener) => listener(request, response));
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(port) : error),
    );
    server.listen(port, host, () => {
      resolve({
        origin: `http://${host}:${(server.address() as AddressInfo).port}`,
        handle: (listener) => give(listener),
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}

/** Another program uses the wanted port. */
export class PortTakenError extends Error {
  constructor(readonly port: number) {
    super(`Port ${port} on 127.0.0.1 is taken by another program`);
  }
}
