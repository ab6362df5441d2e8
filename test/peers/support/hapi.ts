import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../support/hospital.js';
import { execute, kept, maven, start } from './java.js';

const SOURCE = fileURLToPath(new URL('../hapi/', import.meta.url));
const JAVA_FILE = join(SOURCE, 'src/main/java/HapiServer.java');

export interface HapiServer {
  baseUrl: string;
  /** Stores a resource on the server, or changes it. */
  put(resource: { resourceType: string; id: string } & Record<string, unknown>): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a HAPI FHIR JPA server in memory, on loopback only, that accepts access tokens of one issuer.
 *
 * @param issuer the server reads the keys of this issuer when the first token comes.
 */
export async function startHapi(release: 'R4' | 'DSTU3', issuer: string): Promise<HapiServer> {
  const libraries = await kept(`hapi-${hashOf(join(SOURCE, 'pom.xml'))}`, (folder) =>
    maven('--file', join(SOURCE, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`),
  );
  const classes = await kept(`hapi-classes-${hashOf(JAVA_FILE)}`, async (folder) => {
    await execute('javac', ['-nowarn', '-d', folder, '-cp', join(libraries, '*'), JAVA_FILE]);
  });
  const port = await freePort();
  const seedToken = randomBytes(16).toString('hex');
  const parameters = ['HapiServer', release, String(port), issuer, seedToken];
  const server = await start(
    'java',
    ['-Xmx1200m', '-cp', `${classes}:${join(libraries, '*')}`, ...parameters],
    { ready: 'ready' },
  );
  const baseUrl = `http://127.0.0.1:${port}/fhir`;
  const put: HapiServer['put'] = async (resource) => {
    const response = await fetch(`${baseUrl}/${resource.resourceType}/${resource.id}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${seedToken}`, 'content-type': 'application/fhir+json' },
      body: JSON.stringify(resource),
    });
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  };
  return { baseUrl, put, close: server.close };
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12);
}
