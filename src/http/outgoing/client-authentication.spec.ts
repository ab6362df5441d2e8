import { jest } from '@jest/globals';
import { decodeProtectedHeader, exportJWK, generateKeyPair } from 'jose';
import { clientAuthentication } from './client-authentication.js';

const ENDPOINT = 'https://idp.example/token';

async function newKey(kid: string): Promise<string> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return JSON.stringify({ ...(await exportJWK(privateKey)), kid });
}

async function kidOfAssertion(settings: { key: string }): Promise<string | undefined> {
  const facts = { method: 'private_key_jwt', clientId: 'wardkey', privateKey: settings.key } as const;
  const { parameters } = await clientAuthentication(
    { ...facts, settings },
    ENDPOINT,
    Math.floor(Date.now() / 1000),
  );
  return decodeProtectedHeader(parameters.client_assertion!).kid;
}

describe('the key that signs assertions', () => {
  afterEach(() => jest.restoreAllMocks());

  it('is imported once for its settings, also for assertions at the same moment', async () => {
    const settings = { key: await newKey('first') };
    const imports = jest.spyOn(crypto.subtle, 'importKey');
    await Promise.all([kidOfAssertion(settings), kidOfAssertion(settings)]);
    await kidOfAssertion(settings);
    expect(imports).toHaveBeenCalledTimes(1);
    await kidOfAssertion({ ...settings });
    expect(imports).toHaveBeenCalledTimes(2);
  });

  it('is another one as soon as the settings hold another one', async () => {
    const settings = { key: await newKey('first') };
    expect(await kidOfAssertion(settings)).toBe('first');
    settings.key = await newKey('second');
    expect(await kidOfAssertion(settings)).toBe('second');
  });
});
