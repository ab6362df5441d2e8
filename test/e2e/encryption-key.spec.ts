import { randomBytes } from 'node:crypto';
import { jest } from '@jest/globals';
import { COMMAND_LINE } from '#src/roles/policy.js';
import { ClientAdministration } from '#src/administration/client-administration.js';
import { ClientSecretRenewal } from '#src/clients/client-secret-renewal.js';
import { Resealing } from '#src/database/resealing.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';
import { startClock, stopClock } from '../support/still-clock.js';

// A test starts four servers, one after the other.
jest.setTimeout(90_000);

const [EARLIER, PRESENT] = [randomBytes(32), randomBytes(32)].map((key) => key.toString('base64'));
const MARIA = { username: 'maria.lindqvist' };

/** One hospital, whose Wardkey is started again with other keys and the same database. */
class RestartedHospital {
  private saved?: Record<string, any>;
  private readonly starts: Hospital[] = [];
  private isOpen = false;
  now!: Hospital;

  async start(keys: object): Promise<void> {
    await this.stop();
    const [first] = this.starts;
    const started = await startHospital({
      port: first && Number(new URL(first.issuer).port),
      configure: (configuration) => {
        this.saved ??= structuredClone(configuration);
        Object.assign(configuration, structuredClone(this.saved), keys);
      },
    });
    this.starts.push(started);
    this.isOpen = true;
    // The FHIR server and the identity provider of the first start stay.
    const { fhirServer, identityProvider } = this.starts[0]!;
    this.now = { ...started, fhirServer, identityProvider };
  }

  async stop(): Promise<void> {
    if (this.isOpen) await this.now.app.close();
    this.isOpen = false;
  }

  async close(): Promise<void> {
    await this.stop();
    for (const { fhirServer, identityProvider } of this.starts) {
      await identityProvider.close();
      await fhirServer.close();
    }
  }
}

describe('the encryption key is changed', () => {
  const restarted = new RestartedHospital();

  beforeAll(() => stopClock());
  afterAll(async () => {
    startClock();
    await restarted.close();
  });

  it('and sessions, forms, refresh tokens, signing keys and client secrets go on, with the earlier key and then without', async () => {
    proves('TM-48');
    await restarted.start({ encryptionKey: EARLIER });
    const administration = restarted.now.app.get(ClientAdministration);
    const { newSecret } = await administration.put(
      {
        clientId: 'monitor',
        tokenEndpointAuthMethod: 'client_secret_basic',
        grantTypes: ['client_credentials'],
        scope: 'system/Patient.rs',
      },
      COMMAND_LINE,
    );
    const authorization = `Basic ${Buffer.from(`monitor:${newSecret}`).toString('base64')}`;
    const monitor = () =>
      new SmartApp(restarted.now).post(
        '/token',
        {
          grant_type: 'client_credentials',
          scope: 'system/Patient.rs',
          resource: restarted.now.fhirServer.baseUrl,
        },
        { authorization },
      );
    const { app, browser, tokens } = await getTokens(restarted.now, MARIA);
    const rotated = await app.refresh(tokens.refresh_token);
    const form = await browser.get(new SmartApp(restarted.now).authorizationUrl());
    const jwks = await (await fetch(`${restarted.now.issuer}/jwks`)).text();

    await restarted.start({ encryptionKey: PRESENT, otherEncryptionKeys: [EARLIER] });
    expect(await (await fetch(`${restarted.now.issuer}/jwks`)).text()).toBe(jwks);
    // The answer of the refresh may have been lost at the restart: it is the same one, not a second chain.
    expect((await app.refresh(tokens.refresh_token)).body.refresh_token).toBe(rotated.body.refresh_token);
    const page = await walkThrough(browser, form, MARIA);
    expect(page.url).toContain('code=');
    expect((await monitor()).status).toBe(200);

    const resealing = restarted.now.app.get(Resealing);
    const total = (columns: Array<{ resealed: number; unreadable: number }>) =>
      columns.reduce((sum, { resealed, unreadable }) => [sum[0]! + resealed, sum[1]! + unreadable], [0, 0]);
    const [resealed, unreadable] = total(await resealing.reseal());
    expect(resealed).toBeGreaterThanOrEqual(2);
    expect(unreadable).toBe(0);
    expect(total(await resealing.reseal())).toEqual([0, 0]);
    expect(await restarted.now.app.get(ClientSecretRenewal).ofOtherKeys()).toEqual([]);

    await restarted.start({ encryptionKey: PRESENT });
    expect(await (await fetch(`${restarted.now.issuer}/jwks`)).text()).toBe(jwks);
    expect((await monitor()).status).toBe(200);
    const again = await app.refresh(rotated.body.refresh_token as string);
    expect(again.status).toBe(200);
    expect(
      (await getTokens(restarted.now, MARIA, { browser: newBrowser() })).tokens.access_token,
    ).toBeDefined();
  });
});
