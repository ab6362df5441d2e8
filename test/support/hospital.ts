import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoggerService } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { stringify } from 'yaml';
import {
  type FhirServer,
  type FhirServerOptions,
  startFhirServer,
} from 'wardkey-sandbox/fhir-server/fhir-server.js';
import {
  type IdentityProvider,
  startIdentityProvider,
} from 'wardkey-sandbox/identity-provider/identity-provider.js';
import { PERSON_NUMBER_SYSTEM } from 'wardkey-sandbox/people.js';
import type { Clock } from '#src/clock/clock.js';
import { AppModule } from '#src/app.module.js';
import { loadConfiguration } from '#src/config/load-configuration.js';
import type { Settings } from '#src/config/settings/settings.js';
import { Commits } from '#src/database/commits.js';
import { HttpAdapter } from '#src/http/http-adapter.js';
import { APP_OPTIONS, configureApp } from '#src/configure-app.js';
import { WorldClock } from './still-clock.js';

/** The redirect URI of the test's app. No server listens there: browsers stop before it. */
export const CALLBACK = 'http://127.0.0.1:9/callback';
export const RESOURCE_SERVER = { client_id: 'fhir-server', client_secret: 'the-fhir-servers-own-secret' };
/** How it authenticates: the value of the header `Authorization`. */
export const RESOURCE_SERVER_BASIC = `Basic ${Buffer.from(Object.values(RESOURCE_SERVER).join(':')).toString('base64')}`;

/** A hospital whose parts are real: Wardkey, an identity provider and a FHIR server that talk HTTP. */
export interface Hospital {
  issuer: string;
  app: NestExpressApplication;
  identityProvider: IdentityProvider;
  fhirServer: FhirServer;
  close(): Promise<void>;
}

export interface HospitalOptions {
  /** Changes the configuration before it is written to a file and loaded like any other. */
  configure?: (
    configuration: Record<string, any>,
    parts: { identityProvider: IdentityProvider; fhirBaseUrl: string },
  ) => void;
  /** The port of Wardkey, when another server must know it beforehand; see freePort. */
  port?: number;
  /** Where Wardkey listens, when another server (a proxy) listens at `port` and stands before it. */
  listenAt?: number;
  /** Replaces parts of Wardkey by injection. */
  override?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
  fhirServer?: Partial<FhirServerOptions>;
  /** The log of Wardkey; without it only errors are printed. */
  logger?: (settings: Settings, clock: Clock) => LoggerService;
}

/**
 * For a test that opens the database of the hospital a second time in this process: SQLite makes one connection wait
 * for the other, and in one process this stops the other, too. So each write is committed at once.
 */
export const withoutGroupCommit = (builder: TestingModuleBuilder): TestingModuleBuilder =>
  builder.overrideProvider(Commits).useValue(new Commits());

export async function startHospital(options: HospitalOptions = {}): Promise<Hospital> {
  const folder = mkdtempSync(join(tmpdir(), 'wardkey-test-'));
  const port = options.port ?? (await freePort());
  const issuer = `http://127.0.0.1:${port}`;
  const clientAtProvider = { client_id: 'wardkey', client_secret: 'wardkey-at-the-provider' };
  const identityProvider = await startIdentityProvider({
    clients: [
      {
        ...clientAtProvider,
        redirect_uris: [`${issuer}/federation/hospital/signin`],
        post_logout_redirect_uris: [`${issuer}/federation/hospital/signedout`],
        backchannel_logout_uri: `${issuer}/federation/hospital/backchannel-logout`,
      },
    ],
  });
  const fhirServer = await startFhirServer({
    authorizationServer: issuer,
    name: 'records',
    introspection: RESOURCE_SERVER,
    ...options.fhirServer,
  });
  const configuration = {
    issuer,
    listen: { port },
    dataDirectory: folder,
    fhirServers: [{ name: 'records', baseUrl: fhirServer.baseUrl }],
    clients: [
      { clientId: 'chart', clientName: 'Growth Chart', redirectUris: [CALLBACK] },
      {
        clientId: RESOURCE_SERVER.client_id,
        clientName: 'FHIR server',
        tokenEndpointAuthMethod: 'client_secret_basic',
        clientSecret: RESOURCE_SERVER.client_secret,
        grantTypes: ['client_credentials'],
        mayIntrospect: true,
      },
    ],
    externalIdentityProviders: {
      identityProvider: [
        {
          scheme: 'hospital',
          displayName: 'Hospital account',
          authority: identityProvider.issuer,
          clientId: clientAtProvider.client_id,
          clientSecret: clientAtProvider.client_secret,
          allowAutoProvision: true,
          userClaimsFromIdToken: [{ key: 'extn.fhirUser', copyAs: 'fhirUser' }],
          fhirUserLookupClaimsMapping: [
            {
              searchParameterName: 'identifier',
              searchParameterValueTemplate: `${PERSON_NUMBER_SYSTEM}|{0}`,
              copySearchParameterValuesFromClaims: ['employeeid'],
            },
          ],
        },
      ],
    },
  };
  options.configure?.(configuration, { identityProvider, fhirBaseUrl: fhirServer.baseUrl });
  if (configuration.fhirServers.length > 1) nameFhirServerOf(configuration);
  const file = join(folder, 'wardkey.yaml');
  writeFileSync(file, stringify(configuration));
  const closeRest = async () => {
    await identityProvider.close();
    await fhirServer.close();
    rmSync(folder, { recursive: true, force: true });
  };
  let app: NestExpressApplication | undefined;
  try {
    const clock = new WorldClock();
    const { settings } = loadConfiguration({ path: file, environment: {}, now: clock.milliseconds() });
    const builder = Test.createTestingModule({ imports: [AppModule.forRoot(settings, clock)] });
    const module = await (options.override?.(builder) ?? builder).compile();
    app = module.createNestApplication<NestExpressApplication>(new HttpAdapter(), {
      ...APP_OPTIONS,
      logger: options.logger?.(settings, clock) ?? ['error', 'fatal'],
    });
    await configureApp(app);
    await app.listen(options.listenAt ?? port, '127.0.0.1');
    const started = app;
    const close = async () => {
      await started.close();
      await closeRest();
    };
    return { issuer, app, identityProvider, fhirServer, close };
  } catch (error) {
    // A process would end now, and give its database back.
    await app?.close();
    await closeRest();
    throw error;
  }
}

/** With several FHIR servers, the client of the first one must name its FHIR server. */
function nameFhirServerOf({ clients, fhirServers }: Record<string, any>): void {
  const client = clients.find(({ clientId }: { clientId: string }) => clientId === RESOURCE_SERVER.client_id);
  if (client) client.fhirServer ??= fhirServers[0].name;
}

/** Below the range that systems use for outgoing connections and port 0, so no other program takes one in between. */
const FIRST_PORT = 20_000;
const PORTS_PER_WORKER = 1_000;
const FIRST_PORT_OF_WORKER =
  FIRST_PORT + ((Number(process.env.JEST_WORKER_ID ?? 1) - 1) % 12) * PORTS_PER_WORKER;
let portsTaken = Math.floor(Math.random() * PORTS_PER_WORKER);

/**
 * A port that must be known before a server listens: for an issuer or a redirect URI. Each Jest worker has its own
 * ports, because two workers that ask for "any" port and listen later can get the same one.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < PORTS_PER_WORKER; attempt++) {
    const port = FIRST_PORT_OF_WORKER + (portsTaken++ % PORTS_PER_WORKER);
    if (await canListen(port)) {
      return port;
    }
  }
  throw new Error(`no free port from ${FIRST_PORT_OF_WORKER} on`);
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
