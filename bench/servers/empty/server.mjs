/** A server that does nothing. Started with its port. */
import { createServer } from 'node:http';

const BODY = Buffer.from('{}');
const HEADERS = { 'content-type': 'application/json', 'content-length': BODY.length };
createServer((_request, response) => response.writeHead(200, HEADERS).end(BODY)).listen(
  Number(process.argv[2]),
  '127.0.0.1',
);
