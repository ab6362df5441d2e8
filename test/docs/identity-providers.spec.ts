import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { exportJWK, generateKeyPair } from 'jose';
import { type IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { IDENTITY_PROVIDER_KINDS } from '#src/config/settings/identity-provider-presets.js';
import { load } from '../support/configuration.js';

const FOLDER = fileURLToPath(new URL('../../docs/identity-providers/', import.meta.url));
const ISSUER = 'https://auth.hospital.example';
const FILES: Record<(typeof IDENTITY_PROVIDER_KINDS)[number], string> = {
  generic: 'generic.md',
  entraId: 'entra-id.md',
  okta: 'okta.md',
  auth0: 'auth0.md',
  surfconext: 'surfconext.md',
  google: 'google.md',
  keycloak: 'keycloak.md',
};

const page = (file: string) => readFileSync(FOLDER + file, 'utf8');
const configurationsIn = (text: string) =>
  [...text.matchAll(/^```(?:yaml|json)\n(.*?)^```$/gms)].map(([, block]) => block!);

let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  environment = {
    NODE_ENV: 'production',
    WARDKEY_PRIVATE_KEY: JSON.stringify({ ...(await exportJWK(privateKey)), 'x5t#S256': 'thumbprint' }),
  };
  for (const name of ['THE_PROVIDER', 'ENTRA', 'OKTA', 'AUTH0', 'SURFCONEXT', 'GOOGLE', 'KEYCLOAK'])
    environment[`WARDKEY_AT_${name}`] = 'k3Ep-1t.tO_y0urs3lf~';
});

/** Loads a configuration as a hospital would: in production, with an issuer of its own. */
function providersIn(block: string): IdentityProviderSettings[] {
  const { settings, warnings } = load(block, { ...environment, WARDKEY__ISSUER: ISSUER });
  expect(warnings).toEqual([]);
  return settings.externalIdentityProviders.identityProvider;
}

it('there is one page for every kind of identity provider', () => {
  expect(readdirSync(FOLDER).sort()).toEqual([...Object.values(FILES), 'README.md'].sort());
});

describe.each(IDENTITY_PROVIDER_KINDS)('the page for %s', (kind) => {
  const text = page(FILES[kind]);
  const blocks = configurationsIn(text);

  it('shows configurations, each of which loads in production', () => {
    expect(blocks.length).toBeGreaterThan(1);
    for (const block of blocks) {
      const providers = providersIn(block);
      expect(providers.map((provider) => provider.kind)).toEqual([kind]);
    }
  });

  it('names the redirect URI to register', () => {
    for (const block of blocks)
      for (const { scheme } of providersIn(block))
        expect(text).toContain(`${ISSUER}/federation/${scheme}/signin`);
  });

  it('names its sources', () => {
    expect(text).toMatch(/^Sources: /m);
  });
});
