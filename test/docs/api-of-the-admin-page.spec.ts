import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import { type Hospital, startHospital } from '../support/hospital.js';

const SCHEMA = fileURLToPath(new URL('../../admin-ui/src/api/schema.ts', import.meta.url));
const HEAD = `/**
 * The API of this server, as its description says (/api/openapi.json). Not written by hand:
 * \`UPDATE_DOCS=1 npm test -- test/docs/api-of-the-admin-page\` writes it.
 */
`;

let hospital: Hospital;
beforeAll(async () => {
  hospital = await startHospital();
});
afterAll(() => hospital.close());

it('the page of administrators knows the API as it is', async () => {
  const description = (await (await fetch(`${hospital.issuer}/api/openapi.json`)).json()) as object;
  const schema = HEAD + astToString(await openapiTS(JSON.stringify(description)));
  if (process.env.UPDATE_DOCS) writeFileSync(SCHEMA, schema);
  expect(readFileSync(SCHEMA, 'utf8')).toBe(schema);
});
