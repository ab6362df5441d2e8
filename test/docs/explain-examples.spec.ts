import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { Account } from '#src/accounts/account.entity.js';
import { emailKey } from '#src/accounts/email-key.js';
import { explain } from '#src/cli/explain.js';
import { openDatabase } from '../support/database.js';

const FOLDER = fileURLToPath(new URL('../../docs/explain/', import.meta.url));
const BASE = 'https://fhir.harbour.example/r4';
const STAFF = 'https://harbour.example/staff|S10234@harbour.example';
const EMAIL = 'maria.lindqvist@harbour.example';
const RESEARCHER = 'wei.chen@research.example';

/** The rows of the table in README.md: the claims, the identity provider and the outcome. */
const examples = [
  ...readFileSync(join(FOLDER, 'README.md'), 'utf8').matchAll(
    /^\| \[([\w-]+)\]\(\1\.claims\.json\) +\| ([\w-]+) +\|.*\[(\w+)\]\(\1\.output\.json\) +\|$/gm,
  ),
].map(([, name, provider, outcome]) => ({ name: name!, provider: provider!, outcome: outcome! }));

describe('docs/explain', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wardkey-examples-'));
  const config = join(folder, 'wardkey.yaml');
  let fhir: Server;
  let origin: string;

  beforeAll(async () => {
    fhir = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url!, 'http://x');
      const [, , type, id] = pathname.split('/');
      const known = id === 'maria-lindqvist' || id === 'wei-chen';
      const found = type === 'Practitioner' && searchParams.get('identifier') === STAFF;
      const practitioner = { resourceType: 'Practitioner', id: id ?? 'maria-lindqvist', active: true };
      const [system, value] = STAFF.split('|');
      const entry = found ? [{ resource: { ...practitioner, identifier: [{ system, value }] } }] : [];
      const body = id ? practitioner : { resourceType: 'Bundle', type: 'searchset', entry };
      const exists = id ? known && type === 'Practitioner' : searchParams.has('identifier');
      response.writeHead(exists ? 200 : 404, { 'content-type': 'application/fhir+json' });
      response.end(JSON.stringify(body));
    }).listen(0, '127.0.0.1');
    await once(fhir, 'listening');
    origin = `http://127.0.0.1:${(fhir.address() as AddressInfo).port}/r4`;
    const settings = readFileSync(join(FOLDER, 'wardkey.yaml'), 'utf8');
    expect(settings).toContain(BASE);
    writeFileSync(config, settings.replace(BASE, origin).replace('./data', join(folder, 'data')));
    const dataSource = await openDatabase(`sqlite:${join(folder, 'data', 'wardkey.sqlite')}`);
    const prepared = {
      status: 'active',
      externalId: null,
      createdAt: 1,
      updatedAt: 1,
      lastSignInAt: null,
    } as const;
    await dataSource.getRepository(Account).insert([
      {
        ...prepared,
        id: '00000000-0000-4000-8000-000000000001',
        displayName: 'Maria Lindqvist',
        email: EMAIL,
        emailKey: emailKey(EMAIL)!,
        externalIdScheme: 'entra-invited',
        fhirUser: 'Practitioner/maria-lindqvist',
      },
      {
        ...prepared,
        id: '00000000-0000-4000-8000-000000000002',
        displayName: 'Wei Chen',
        email: RESEARCHER,
        emailKey: emailKey(RESEARCHER)!,
        externalIdScheme: 'google',
        fhirUser: 'Practitioner/wei-chen',
      },
    ]);
    await dataSource.destroy();
  });
  afterAll(() => {
    fhir.closeAllConnections();
    fhir.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(() => jest.restoreAllMocks());

  /** What the command prints, with the address of the documentation in place of the stand-in’s address. */
  async function run(name: string, provider: string): Promise<string> {
    const claims = join(folder, `${name}.json`);
    writeFileSync(claims, readFileSync(join(FOLDER, `${name}.claims.json`), 'utf8').replaceAll(BASE, origin));
    let printed = '';
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
    await explain({ config, provider, claims });
    jest.restoreAllMocks();
    return printed.replaceAll(origin, BASE).replaceAll(encodeURIComponent(origin), encodeURIComponent(BASE));
  }

  it('lists every file', () => {
    const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
    expect(files.sort()).toEqual(
      examples.flatMap(({ name }) => [`${name}.claims.json`, `${name}.output.json`]).sort(),
    );
  });

  it.each(examples)(
    '$name (if it changed on purpose: UPDATE_DOCS=1)',
    async ({ name, provider, outcome }) => {
      const printed = await run(name, provider);
      const file = join(FOLDER, `${name}.output.json`);
      if (process.env.UPDATE_DOCS) writeFileSync(file, printed);
      expect(printed).toBe(readFileSync(file, 'utf8'));
      expect((JSON.parse(printed) as { outcome: string }).outcome).toBe(outcome);
    },
  );
});
