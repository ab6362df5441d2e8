import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { freePort } from '../support/hospital.js';
import { startWardkeyProcess, type WardkeyProcess } from '../support/wardkey-process.js';

// A process starts from TypeScript. The limit is three times what this takes on a slow machine.
jest.setTimeout(90_000);

const file = join(mkdtempSync(join(tmpdir(), 'wardkey-modules-')), 'modules.txt');
let wardkey: WardkeyProcess;

beforeAll(async () => {
  wardkey = await startWardkeyProcess(await freePort(), {}, { moduleList: file });
});
afterAll(async () => {
  wardkey.signal('SIGTERM');
  await wardkey.ended;
});

/** The packages of which a module was loaded until now. */
function packages(): Set<string> {
  const named = readFileSync(file, 'utf8').matchAll(/node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//g);
  return new Set([...named].map(([, name]) => name!));
}

it('loads at the start only what a server needs that has no mail, no PostgreSQL, no metrics, no traces and no reader of its API', async () => {
  wardkey.signal('SIGWINCH');
  await wardkey.says(/listed its modules/);
  const loaded = packages();
  for (const needed of ['typeorm', 'better-sqlite3', 'oidc-provider', '@nestjs/core'])
    expect(loaded).toContain(needed);
  for (const other of [
    '@nestjs/swagger',
    'swagger-ui-dist',
    'es-toolkit',
    'js-yaml',
    'nodemailer',
    'pg',
    'prom-client',
    '@opentelemetry/api',
    '@opentelemetry/sdk-trace',
  ])
    expect(loaded).not.toContain(other);
});

it('loads what describes the API when somebody asks for the description', async () => {
  const response = await fetch(`${wardkey.issuer}/api/openapi.json`);
  expect(response.status).toBe(200);
  expect(packages()).toContain('@nestjs/swagger');
});
