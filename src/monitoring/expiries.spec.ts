import { Logger } from '@nestjs/common';
import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { TestClock } from '../../test/support/test-clock.js';
import type { ClientDefinitions } from '#src/clients/client-definitions.js';
import { Settings } from '#src/config/settings/settings.js';
import type { FhirServerSettings } from '#src/config/settings/fhir-server.settings.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { selfSignedCertificate } from '#src/crypto/self-signed-certificate.js';
import { EXPIRES_SOON_SECONDS, type Expiry } from '#src/definitions/expiry.js';
import type { IdentityProviderDefinitions } from '#src/federation/definitions/identity-provider-definitions.js';
import type { SigningKeys } from '#src/keys/signing-keys.js';
import { Expiries } from './expiries.js';

const FIVE_MINUTES = 300;
/** When all that does not wait for anything has happened. */
const soon = () => new Promise(setImmediate);

/** A key with a certificate that ends then, in seconds since 1970. */
async function keyUntil(end: number): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const validity = { from: new Date((end - 100) * 1000), until: new Date(end * 1000) };
  const { x5c } = selfSignedCertificate(privateKey, { name: 'Wardkey', ...validity });
  return JSON.stringify({ ...privateKey.export({ format: 'jwk' }), x5c: [x5c] });
}

describe('what ends', () => {
  let clock: TestClock;
  let expiries: Expiries;
  let looks: number;
  let answer: () => Promise<Expiry>;
  let providers: Array<Partial<IdentityProviderSettings>>;
  const settings = new Settings();

  beforeAll(() => Logger.overrideLogger(false));
  afterAll(() => Logger.overrideLogger(['error', 'fatal']));
  beforeEach(() => {
    clock = new TestClock();
    looks = 0;
    providers = [];
    answer = () => Promise.resolve({ earliest: 1, soon: 1 });
    const secretExpiry = () => {
      looks += 1;
      return answer();
    };
    expiries = new Expiries(
      { secretExpiry } as unknown as ClientDefinitions,
      { usable: () => Promise.resolve(providers) } as unknown as IdentityProviderDefinitions,
      { areOpen: false } as SigningKeys,
      settings,
      clock,
    );
  });

  it('is looked up once in five minutes, however often somebody asks', async () => {
    await expiries.look();
    for (let time = 0; time < 10; time += 1) void expiries.latest;
    clock.move(FIVE_MINUTES - 1);
    void expiries.latest;
    await soon();
    expect(looks).toBe(1);
    clock.move(1);
    for (let time = 0; time < 10; time += 1) void expiries.latest;
    await expiries.end();
    expect(looks).toBe(2);
  });

  it('are certificates of keys at identity providers that are enabled, and at FHIR servers', async () => {
    const now = clock.epoch();
    const late = now + EXPIRES_SOON_SECONDS + 1;
    providers = [
      { enabled: true, clientPrivateKey: await keyUntil(late) },
      { enabled: true },
      { enabled: false, clientPrivateKey: await keyUntil(now + 5) },
    ];
    const fhirServer = (key: string) => ({ authorization: { clientPrivateKey: key } }) as FhirServerSettings;
    settings.fhirServers = [
      fhirServer(await keyUntil(now - 5)),
      fhirServer(await keyUntil(late)),
      {} as FhirServerSettings,
    ];
    await expiries.look();
    expect(expiries.latest.get('identity_provider_certificate')).toEqual({ earliest: late, soon: 0 });
    expect(expiries.latest.get('fhir_server_certificate')).toEqual({ earliest: now - 5, soon: 1 });
  });

  it('stays as it was while the database does not answer, and nobody waits', async () => {
    await expiries.look();
    answer = () => new Promise(() => {});
    clock.move(FIVE_MINUTES);
    expect(expiries.latest.get('client_secret')).toEqual({ earliest: 1, soon: 1 });
    clock.move(FIVE_MINUTES);
    expect(expiries.latest.get('client_secret')).toEqual({ earliest: 1, soon: 1 });
    await soon();
    expect(looks).toBe(2);
  });

  it('stays as it was after a look that failed', async () => {
    await expiries.look();
    answer = () => Promise.reject(new Error('no database'));
    await expiries.look();
    expect(expiries.latest.get('client_secret')).toEqual({ earliest: 1, soon: 1 });
    answer = () => Promise.resolve({ earliest: 2, soon: 0 });
    clock.move(FIVE_MINUTES);
    void expiries.latest;
    await expiries.end();
    expect(expiries.latest.get('client_secret')).toEqual({ earliest: 2, soon: 0 });
  });

  it('is not looked up any more once the server stops', async () => {
    await expiries.end();
    clock.move(FIVE_MINUTES);
    void expiries.latest;
    await expiries.end();
    expect(looks).toBe(0);
  });
});
