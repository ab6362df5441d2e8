import { createHash } from 'node:crypto';
import Provider from 'oidc-provider';

/**
 * Members of the engine that models.ts and clients.ts replace or call, as they were when the overrides were written.
 * When an upgrade of the engine changes a member, read the engine’s new code first, then the override, and then write
 * down the new digest.
 */
const MEMBERS: Record<string, string> = {
  'AccessToken.find': '9682e8cb8ee63931',
  'AccessToken.prototype.save': '7fc29336f1d0cf56',
  'Client.find': '91a7a069a2e3fa8f',
  'Client.prototype.backchannelLogout': 'e6be45d175e819b1',
  'Client.prototype.compareClientSecret': 'e9950d6443595167',
  'Client.prototype.redirectUriAllowed': '9a6bd9d9d660f6e5',
  'ClientCredentials.find': 'be98206ee61708ee',
  'Grant.find': 'be98206ee61708ee',
  'IdToken.validate': 'e1f05d1b8fa22ae7',
  'RefreshToken.find': '9682e8cb8ee63931',
  'RefreshToken.prototype.generateTokenId': '7c129bfb167d37a8',
  'Session.IN_PAYLOAD': 'b47eddf991efe630',
  'Session.prototype.loginAccount': 'b6e03202a1256390',
};

const { AccessToken, Client, ClientCredentials, Grant, IdToken, RefreshToken, Session } = new Provider(
  'https://engine.test',
);

const read: Record<string, unknown> = {
  'AccessToken.find': AccessToken.find,
  'AccessToken.prototype.save': AccessToken.prototype.save,
  'Client.find': Client.find,
  'Client.prototype.backchannelLogout': Client.prototype.backchannelLogout,
  'Client.prototype.compareClientSecret': Client.prototype.compareClientSecret,
  'Client.prototype.redirectUriAllowed': Client.prototype.redirectUriAllowed,
  'ClientCredentials.find': ClientCredentials.find,
  'Grant.find': Grant.find,
  'IdToken.validate': IdToken.validate,
  'RefreshToken.find': RefreshToken.find,
  'RefreshToken.prototype.generateTokenId': RefreshToken.prototype.generateTokenId,
  'Session.IN_PAYLOAD': Object.getOwnPropertyDescriptor(Session, 'IN_PAYLOAD')?.get,
  'Session.prototype.loginAccount': Session.prototype.loginAccount,
};

describe('the members of the engine that the overrides replace or call', () => {
  it.each(Object.keys(read))('%s has not changed', (name) => {
    const member = read[name];
    expect(member).toBeInstanceOf(Function);
    const source = (member as () => unknown).toString().replace(/\s+/g, ' ');
    expect(createHash('sha256').update(source).digest('hex').slice(0, 16)).toBe(MEMBERS[name]);
  });

  it('select and refresh the keys of a client with methods of the key store', async () => {
    const provider = new Provider('https://engine.test', {
      clients: [
        {
          client_id: 'a',
          redirect_uris: [],
          response_types: [],
          grant_types: ['client_credentials'],
          token_endpoint_auth_method: 'private_key_jwt',
          jwks_uri: 'https://a.test/keys',
        },
      ],
      features: { clientCredentials: { enabled: true } },
    });
    const { asymmetricKeyStore: keys } = (await provider.Client.find('a'))!;
    expect(keys!.selectForVerify).toBeInstanceOf(Function);
    expect(keys!.refresh).toBeInstanceOf(Function);
    expect([...keys!]).toEqual([]);
  });
});
