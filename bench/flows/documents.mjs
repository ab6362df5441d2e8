import { expect, jsonOf } from '../load/connections.mjs';

const EVERYBODY = ['bare', 'wardkey', 'keycloak'];
const JWKS = { name: 'jwks', title: 'JWKS', runsOn: EVERYBODY, pathOf: ({ paths }) => paths.jwks };
const DISCOVERY = {
  name: 'discovery',
  title: 'discovery',
  runsOn: EVERYBODY,
  pathOf: ({ paths }) => paths.discovery,
};
/** The bare engine has no SMART configuration, and gives its discovery document for comparison. */
const SMART = {
  name: 'smart-configuration',
  title: 'smart-configuration (bare: discovery)',
  runsOn: ['bare', 'wardkey'],
  pathOf: ({ paths }) => paths.smart ?? paths.discovery,
};

/** Documents that are the same for everybody. */
export const DOCUMENTS = [JWKS, DISCOVERY, SMART].flatMap((document) => [
  whole(document),
  unchanged(document),
]);

function whole({ name, title, runsOn, pathOf }) {
  return {
    name,
    title,
    runsOn,
    async begin(target, connections) {
      const request = { path: pathOf(target), method: 'GET' };
      const first = await connections.send(request);
      jsonOf(first);
      return { once: () => getsSame(connections, request, 200, first.body) };
    },
  };
}

/** For readers that have the document already. A server without ETag sends it once more. */
function unchanged({ name, title, runsOn, pathOf }) {
  return {
    name: `${name}-unchanged`,
    title: `${title}, If-None-Match`,
    runsOn,
    async begin(target, connections) {
      const path = pathOf(target);
      const first = await connections.send({ path, method: 'GET' });
      const etag = headerOf(first.headers, 'etag');
      const request = { path, method: 'GET', headers: { 'if-none-match': etag ?? '"none"' } };
      const [status, body] = etag ? [304, Buffer.alloc(0)] : [200, first.body];
      return { note: etag ? '304' : 'no ETag', once: () => getsSame(connections, request, status, body) };
    },
  };
}

async function getsSame(connections, request, status, body) {
  const answer = await connections.send(request);
  expect(
    answer.status === status && answer.body.equals(body),
    `${request.path} answers ${answer.status}, or something else`,
  );
  return true;
}

/** undici gives names and values in turns. */
function headerOf(headers, name) {
  const index = headers.findIndex((header, at) => at % 2 === 0 && header.toString().toLowerCase() === name);
  return index < 0 ? undefined : headers[index + 1].toString();
}
