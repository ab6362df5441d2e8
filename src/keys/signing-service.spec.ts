import { generateKeyPair, randomBytes, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { compactVerify, createLocalJWKSet, type JWK } from 'jose';
import type { DataSource } from 'typeorm';
import { SecretBox } from '#src/crypto/secret-box.js';
import type { Egress } from '#src/http/outgoing/egress.js';
import { openDatabase } from '../../test/support/database.js';
import { newEgress } from '../../test/support/egress.js';
import { proves } from '../../test/support/proves.js';
import { keysOfProcess } from '../../test/support/signing-keys.js';
import {
  type SigningServiceProcess,
  startSigningService,
} from '../../test/support/signing-service-process.js';
import { TestClock } from '../../test/support/test-clock.js';
import { ExternalSigner } from './external-signer.js';
import { externalSigner, publicKeyOf } from './signer.js';
import { SigningService } from './signing-service.js';

const DATA = Buffer.from('header.payload');
const newPair = () => promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });

describe('a signing service in another process', () => {
  let service: SigningServiceProcess;
  let egress: Egress;
  let dataSource: DataSource;
  const box = new SecretBox(randomBytes(32));

  beforeAll(async () => {
    service = await startSigningService();
    egress = newEgress();
  });
  beforeEach(async () => (dataSource = await openDatabase()));
  afterEach(() => dataSource.destroy());
  afterAll(async () => {
    await egress.onModuleDestroy();
    await service.close();
  });

  it.each(['RS256', 'ES256'] as const)(
    'keeps the key for %s, signs with it, and the private key is nowhere in the database',
    async (alg) => {
      proves('TM-48');
      const signer = new SigningService(service, egress);
      const { keys } = keysOfProcess(dataSource, { box, clock: new TestClock(), signer });
      await keys.ready();
      const { kid } = keys.current(alg);
      const input = [{ alg, kid }, { sub: 'somebody' }]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.');
      const signature = await keys.sign(alg, kid, Buffer.from(input));
      const jws = `${input}.${Buffer.from(signature).toString('base64url')}`;
      const jwks = createLocalJWKSet({ keys: [...keys.published()] as never });
      await expect(compactVerify(jws, jwks)).resolves.toBeDefined();
      const rows: Array<Record<string, unknown>> = await dataSource.query('SELECT * FROM signing_key');
      expect(rows.map((row) => row.sealed_private_jwk)).toEqual([null, null]);
      expect(rows.map((row) => row.service_key)).toEqual(Array(2).fill(expect.stringMatching(/^slot-1\//)));
      expect(JSON.stringify(rows)).not.toContain('"d"');
    },
  );

  it('gets its keys one after the other: a key of the database signs until it is rotated', async () => {
    const clock = new TestClock();
    await keysOfProcess(dataSource, { box, clock }).keys.ready();
    const { keys, rotation } = keysOfProcess(dataSource, {
      box,
      clock,
      signer: new SigningService(service, egress),
    });
    await keys.ready();
    await keys.sign('ES256', keys.current('ES256').kid, DATA);
    const successor = await rotation.rotate('ES256', 'now');
    await keys.follow();
    expect((await rotation.show(successor)).key.serviceKey).toMatch(/^slot-1\//);
    await expect(keys.sign('ES256', successor, DATA)).resolves.toHaveLength(64);
  });

  it('gets back its keys from before public keys were sealed, and no key that it does not have', async () => {
    const clock = new TestClock();
    const processOf = () =>
      keysOfProcess(dataSource, { box, clock, signer: new SigningService(service, egress) });
    const { keys } = processOf();
    await keys.ready();
    await dataSource.query('UPDATE signing_key SET sealed_public_jwk = NULL');
    const after = processOf().keys;
    await after.ready();
    expect(after.published()).toEqual(keys.published());
    const other = (await newPair()).publicKey.export({ format: 'jwk' });
    await dataSource.query(
      `UPDATE signing_key SET sealed_public_jwk = NULL, public_jwk = ? WHERE alg = 'ES256'`,
      [JSON.stringify(other)],
    );
    await expect(processOf().keys.ready()).rejects.toMatchObject({ code: 'unproven_key' });
  });

  it('that demands another token signs nothing, and the error says the status', async () => {
    const signer = new SigningService({ ...service, token: 'another-token-of-somebody' }, egress);
    await expect(signer.make('ES256')).rejects.toMatchObject({
      code: 'signing_service',
      cause: new Error('HTTP 401'),
    });
  });

  it('that is not named in the settings any more: the server does not start, and says which key is there', async () => {
    const clock = new TestClock();
    const signer = new SigningService(service, egress);
    await keysOfProcess(dataSource, { box, clock, signer }).keys.ready();
    const without = keysOfProcess(dataSource, { box, clock });
    await expect(without.keys.ready()).rejects.toMatchObject({
      detail: expect.stringContaining('signingKeys.service does not name one') as string,
    });
  });
});

it('a signing service whose key cannot sign: the key is not stored', async () => {
  const dataSource = await openDatabase();
  const box = new SecretBox(randomBytes(32));
  const clock = new TestClock();
  await keysOfProcess(dataSource, { box, clock }).keys.ready();
  class Confused extends ExternalSigner {
    async make() {
      return { name: 'a', publicJwk: (await newPair()).publicKey.export({ format: 'jwk' }) as JWK };
    }
    async sign(_name: string, _alg: string, data: Uint8Array) {
      return sign('sha256', data, { key: (await newPair()).privateKey, dsaEncoding: 'ieee-p1363' });
    }
  }
  const { rotation } = keysOfProcess(dataSource, { box, clock, signer: new Confused() });
  await expect(rotation.rotate('ES256')).rejects.toThrow('The service that keeps the signing keys');
  expect(await rotation.list()).toHaveLength(2);
  await dataSource.destroy();
});

describe('an answer of a signing service', () => {
  let server: Server;
  let egress: Egress;
  let answer: string;
  let signer: SigningService;

  beforeAll(async () => {
    egress = newEgress();
    server = createServer((_request, response) => response.end(answer));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    signer = new SigningService(
      { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/` },
      egress,
    );
  });
  afterAll(async () => {
    await egress.onModuleDestroy();
    await new Promise((resolve) => server.close(resolve));
  });

  it.each([
    ['nonsense', 'no usable answer to /keys'],
    ['[]', 'has no name'],
    ['{"name":"a b"}', 'has no name'],
    ['{"name":"a"}', 'no public key for ES256'],
    ['{"name":"a","publicJwk":{"kty":"RSA","n":"AQAB","e":"AQAB"}}', 'no public key for ES256'],
    [
      '{"name":"a","publicJwk":{"kty":"EC","crv":"P-256","x":"A","y":"A","d":"A"}}',
      'no public key for ES256',
    ],
  ])('to /keys is refused when it is %s', async (text, detail) => {
    answer = text;
    await expect(signer.make('ES256')).rejects.toMatchObject({
      detail: expect.stringContaining(detail) as string,
    });
  });

  it.each(['{}', '{"signature":1}', '{"signature":"+/=="}'])(
    'to /sign is refused when it is %s',
    async (text) => {
      answer = text;
      await expect(signer.sign('a', 'ES256', DATA)).rejects.toMatchObject({
        detail: 'signing service: the answer to /sign has no signature in base64url',
      });
    },
  );

  it('to /sign with the signature of another key is refused before it leaves this server', async () => {
    answer = JSON.stringify({ signature: randomBytes(64).toString('base64url') });
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
    };
    const trusting = externalSigner(signer, { name: 'a', alg: 'ES256', publicKey: publicKeyOf(jwk) });
    await expect(trusting(DATA)).rejects.toMatchObject({
      detail: expect.stringContaining('does not fit the public key') as string,
    });
  });
});
