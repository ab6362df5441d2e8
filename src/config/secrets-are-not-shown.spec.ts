import { provider, temporaryFile, withProvider } from '../../test/support/configuration.js';
import { loadConfiguration } from './load-configuration.js';
import { ConfigurationError } from './problems.js';

/** A value that does not occur by chance. */
const SECRET = 'hunter2-S3cr3t';

function messageOf(text: string, environment: NodeJS.ProcessEnv = {}): string {
  try {
    loadConfiguration({ path: temporaryFile(text), environment, now: Date.now() });
  } catch (error) {
    if (error instanceof ConfigurationError) return `${error.message} ${error.detail ?? ''}`;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

const json = (tree: object) => JSON.stringify(tree);
const idp = 'externalIdentityProviders';
const client = { clientId: 'app', clientName: 'App', redirectUris: ['https://app.test/cb'] };

describe('no problem or warning shows a secret', () => {
  it.each([
    ['of the wrong form', json({ encryptionKey: SECRET })],
    ['in a list, of the wrong form', json({ otherEncryptionKeys: [SECRET] })],
    ['of the wrong type', json(withProvider({ clientSecret: [SECRET] }))],
    ['that is a mapping', json(withProvider({ clientSecret: { value: SECRET } }))],
    [
      'of a client, too short',
      json({
        clients: [{ ...client, tokenEndpointAuthMethod: 'client_secret_post', clientSecret: `${SECRET} ` }],
      }),
    ],
    ['in a database address', json({ database: { url: `mysql://u:${SECRET}@db.test/x` } })],
    [
      'in a database address that is one level too high',
      json({ database: `postgres://u:${SECRET}@db.test/x` }),
    ],
    [
      'in a provider list that is not a list',
      json({ [idp]: { identityProvider: provider({ clientSecret: SECRET }) } }),
    ],
    ['in a client list that is not a list', json({ clients: { clientSecret: SECRET } })],
    ['in the place of a client', json({ clients: [SECRET] })],
    ['in a mapping where text belongs', json({ issuer: { clientSecret: SECRET } })],
    ['beside an unknown key', json({ clients: [{ ...client, clientSekret: SECRET }] })],
    ['on a line with a syntax error', `clientSecret: "${SECRET}\nlisten: {\n`],
    ['on a line whose key is given twice', `a:\n  clientSecret: x\n  clientSecret: ${SECRET}\n`],
    ['on the line before a mistake', `encryptionKey: ${SECRET}\n  listen: 1\n`],
  ])('%s', (_what, text) => {
    expect(messageOf(text)).not.toContain(SECRET);
  });

  it.each([
    ['of the wrong form', { WARDKEY__ENCRYPTIONKEY: SECRET }],
    ['one level too deep', { WARDKEY__ENCRYPTIONKEY__X: SECRET }],
    ['one level too high', { WARDKEY__DATABASE: `postgres://u:${SECRET}@db.test/x` }],
    ['of an unknown name', { WARDKEY__CLIENTSECRET: SECRET }],
    ['in a variable that the setting refers to', { WARDKEY__ENCRYPTIONKEY: '${env:KEY}', KEY: SECRET }],
  ])('from the environment, %s', (_what, environment) => {
    expect(messageOf('', environment as NodeJS.ProcessEnv)).not.toContain(SECRET);
  });
});
