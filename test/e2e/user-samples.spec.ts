import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Clock } from '#src/clock/clock.js';
import { CommandLineModule } from '#src/command-line.module.js';
import { loadConfiguration } from '#src/config/load-configuration.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { SignIn } from '#src/sign-in/sign-in.js';

/** The unchanged samples of the documentation that many installations start from. Only a FHIR server is added. */
describe('the configuration samples of other servers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wardkey-samples-'));
  const asked: string[] = [];
  let server: Server;
  let app: INestApplicationContext | undefined;

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url!);
      const practitioner = {
        resourceType: 'Practitioner',
        id: 'p1',
        identifier: [{ system: 'https://myidentifiersystem', value: 'Jansen' }],
        telecom: [{ system: 'email', value: 'n.jansen@example.org' }],
      };
      const entry = request.url!.startsWith('/r4/Practitioner?')
        ? [{ resource: practitioner, search: { mode: 'match' } }]
        : [];
      const bundle = { resourceType: 'Bundle', type: 'searchset', entry };
      response.end(JSON.stringify(request.url!.includes('/Practitioner/') ? practitioner : bundle));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await app?.close();
    asked.length = 0;
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function explain(sample: string, claims: Record<string, unknown>) {
    const clock = new Clock();
    const { settings } = loadConfiguration({
      now: clock.milliseconds(),
      path: `test/fixtures/user-samples/${sample}`,
      environment: {
        WARDKEY__DATADIRECTORY: folder,
        WARDKEY__FHIRSERVERS__0__NAME: 'records',
        WARDKEY__FHIRSERVERS__0__BASEURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/r4`,
        WARDKEY__EXTERNALIDENTITYPROVIDERS__IDENTITYPROVIDER__0__ALLOWAUTOPROVISION: 'true',
      },
    });
    app = await NestFactory.createApplicationContext(CommandLineModule.forRoot(settings, clock), {
      logger: false,
    });
    const [provider] = settings.externalIdentityProviders.identityProvider;
    return app
      .get(SignIn)
      .explain(
        { issuer: provider!.expectedIssuer, subject: 's', claims },
        provider!,
        app.get(FhirServers).default,
      );
  }

  it('lookup-mapping.json searches by the system and the first claim, and by e-mail; both must match', async () => {
    const claims = {
      sub: 's',
      family_name: 'Jansen',
      given_name: 'Noor',
      email: 'n.jansen@example.org',
      groups: ['Nurses'],
    };
    const decision = await explain('lookup-mapping.json', claims);
    expect(decision).toMatchObject({
      outcome: 'provision',
      fhirUser: { resourceType: 'Practitioner', id: 'p1' },
    });
    const query = 'identifier=https%3A%2F%2Fmyidentifiersystem%7CJansen&email=n.jansen%40example.org';
    expect(asked.filter((url) => url.includes('?')).sort()).toEqual([
      `/r4/Patient?${query}`,
      `/r4/Practitioner?${query}`,
    ]);
    expect(decision.trail.map(({ url }) => url).filter(Boolean)).toHaveLength(2);
  });

  it('claims-from-id-token.json takes the directory extension as fhirUser, and searches no resource', async () => {
    const decision = await explain('claims-from-id-token.json', {
      sub: 's',
      'extn.fhirUser': ['Practitioner/p1'],
    });
    expect(decision).toMatchObject({
      outcome: 'provision',
      fhirUser: { resourceType: 'Practitioner', id: 'p1', source: 'claim' },
    });
    expect(asked.some((url) => url.includes('?'))).toBe(false);
  });
});
