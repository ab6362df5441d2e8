import { load } from '../../../test/support/configuration.js';

describe('mayIntrospect', () => {
  const of = (value: unknown, environment = {}) =>
    load(
      {
        clients: [
          {
            clientId: 'a',
            redirectUris: ['https://a.test'],
            tokenEndpointAuthMethod: 'private_key_jwt',
            jwksUri: 'https://a.test/keys',
            mayIntrospect: value,
          },
        ],
      },
      environment,
    ).settings.clients[0]!.mayIntrospect;

  it('is true, false or all, also in an environment variable', () => {
    expect([of(true), of(false), of('all')]).toEqual([true, false, 'all']);
    const inEnvironment = (text: string) => of(false, { WARDKEY__CLIENTS__0__MAYINTROSPECT: text });
    expect([inEnvironment('true'), inEnvironment('all')]).toEqual([true, 'all']);
    for (const wrong of ['yes', 'true', 1]) expect(() => of(wrong)).toThrow('must be true, false or all');
  });
});
