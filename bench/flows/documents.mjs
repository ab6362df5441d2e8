import { expect, jsonOf } from '../load/connections.mjs';

const JWKS = {
  name: 'jwks',
  title: 'JWKS',
  runsOn: ['bare', 'wardkey'],
  pathOf: () => '/jwks',
  member: 'keys',
};
const DISCOVERY = {
  name: 'discovery',
  title: 'discovery',
  runsOn: ['bare', 'wardkey'],
  pathOf: () => '/.well-known/openid-configuration',
  member: 'token_endpoint',
};
const SMART = {
  name: 'smart-configuration',
  title: 'smart-configuration',
  runsOn: ['wardkey'],
  pathOf: ({ smartConfiguration }) => smartConfiguration,
  member: 'capabilities',
};

/** Documents that are the same for everybody. */
export const DOCUMENTS = [JWKS, DISCOVERY, SMART].flatMap((document) => [
  whole(document),
  unchanged(document),
]);

function whole(document) {
  return {
    name: document.name,
    title: document.title,
    runsOn: document.runsOn,
    async begin(target, connections) {
      const request = { path: document.pathOf(target), method: 'GET' };
      const first = await connections.send(request);
      expect(jsonOf(first)[document.member], `no ${document.member} in ${request.path}`);
      return {
        async once() {
          const { status, body } = await connections.send(request);
          expect(
            status === 200 && body.equals(first.body),
            `${request.path} answers ${status}, or otherwise`,
          );
          return true;
        },
      };
    },
  };
}

/** For readers that have it already. */
function unchanged(document) {
  return {
    name: `${document.name}-unchanged`,
    title: `${document.title}, If-None-Match`,
    runsOn: document.runsOn,
    async begin(target, connections) {
      const path = document.pathOf(target);
      const { headers } = await connections.send({ path, method: 'GET' });
      const etag = headerOf(headers, 'etag');
      if (etag === undefined) return undefined;
      const request = { path, method: 'GET', headers: { 'if-none-match': etag } };
      return {
        async once() {
          const { status, body } = await connections.send(request);
          expect(status === 304 && body.length === 0, `${path} answers ${status} to its own ETag`);
          return true;
        },
      };
    },
  };
}

/** undici gives names and values in turns. */
function headerOf(headers, name) {
  const index = headers.findIndex((header, at) => at % 2 === 0 && header.toString().toLowerCase() === name);
  return index < 0 ? undefined : headers[index + 1].toString();
}
