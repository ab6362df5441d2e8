// A stand-in for a signing service, in a process of its own: it keeps private keys in its memory, as a hardware module
// does, and signs with them. It prints its address.
import { generateKeyPair, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { promisify } from 'node:util';

const { TOKEN } = process.env;
const keys = new Map();
const newPair = promisify(generateKeyPair);

const routes = {
  '/keys': async ({ alg }) => {
    const pair =
      alg === 'RS256'
        ? await newPair('rsa', { modulusLength: 2048 })
        : await newPair('ec', { namedCurve: 'P-256' });
    const name = `slot-1/${randomUUID()}`;
    keys.set(name, pair.privateKey);
    return { name, publicJwk: pair.publicKey.export({ format: 'jwk' }) };
  },
  '/sign': ({ name, data }) => {
    const key = { key: keys.get(name), dsaEncoding: 'ieee-p1363' };
    return { signature: sign('sha256', Buffer.from(data, 'base64url'), key).toString('base64url') };
  },
};

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const route = routes[request.url];
  const isKnown = request.headers.authorization === `Bearer ${TOKEN}`;
  if (!route || request.method !== 'POST' || !isKnown) {
    response.writeHead(isKnown ? 404 : 401).end();
    return;
  }
  try {
    response.end(JSON.stringify(await route(JSON.parse(Buffer.concat(chunks).toString()))));
  } catch {
    response.writeHead(400).end();
  }
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
