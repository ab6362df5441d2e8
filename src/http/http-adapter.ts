import { createServer } from 'node:http';
import { ExpressAdapter } from '@nestjs/platform-express';

/** An authorization request with every scope spelled out is 20 kB of address; Node’s default is 16 kB for all headers. */
const MAX_HEADER_BYTES = 64 * 1024;

/** Nest on Express, on a server that takes long addresses. */
export class HttpAdapter extends ExpressAdapter {
  override initHttpServer(): void {
    this.httpServer = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, this.getInstance());
  }
}
