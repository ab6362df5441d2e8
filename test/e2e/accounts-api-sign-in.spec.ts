import { AccountStore } from '#src/accounts/account.store.js';
import { audited } from '../support/accounts.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { type MailServer, startMailServer } from '../support/mail-server.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser } from '../support/smart-app.js';

const ADMINISTRATION = { client_id: 'administration', client_secret: 'the-administrations-own-secret' };

describe('how an account signs in, by REST', () => {
  let hospital: Hospital;
  let mail: MailServer;

  beforeAll(async () => {
    mail = await startMailServer();
    hospital = await startHospital({
      configure: (configuration) => {
        configuration.mail = {
          from: 'sign-in@clinic.example',
          host: '127.0.0.1',
          port: mail.port,
          tls: 'none',
        };
        configuration.clients.push({
          clientId: ADMINISTRATION.client_id,
          tokenEndpointAuthMethod: 'client_secret_post',
          clientSecret: ADMINISTRATION.client_secret,
          grantTypes: ['client_credentials'],
          scope: '__wardkey/accounts.read __wardkey/accounts.write __wardkey/credentials.write',
        });
      },
    });
  });
  afterAll(async () => {
    await hospital?.close();
    await mail?.close();
  });

  const call = async (method: string, path: string, body?: object, scope = '__wardkey/credentials.write') => {
    const granted = await fetch(`${hospital.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({ ...ADMINISTRATION, grant_type: 'client_credentials', scope }),
    });
    const { access_token: token } = (await granted.json()) as { access_token: string };
    const response = await fetch(`${hospital.issuer}/api/v1/accounts/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, body: (await response.json()) as Record<string, any> };
  };

  it('an invitation is mailed, and the answer does not contain it', async () => {
    const account = await hospital.app.get(AccountStore).create({ email: 'jansen@clinic.example' });
    const { status, body } = await call('POST', `${account.id}/invitations`);
    expect(status).toBe(202);
    expect(body).toEqual({ expiresAt: expect.any(String) as string });
    const [letter] = await mail.received(1);
    expect(letter!.to).toEqual(['jansen@clinic.example']);
    const link = /http\S+\/invitation\/\S+/.exec(letter!.text)![0];
    expect((await newBrowser().get(link)).h1).toBe('Set up your account');
    expect(await audited(hospital, 'account.invited')).toMatchObject([
      { accountId: account.id, clientId: 'administration', reason: 'mailed' },
    ]);
  });

  it('an account without a verified address cannot be invited', async () => {
    const account = await hospital.app.get(AccountStore).create({ displayName: 'Jansen' });
    const { status, body } = await call('POST', `${account.id}/invitations`);
    expect(status).toBe(409);
    expect(body.detail).toContain('no e-mail address');
  });

  it('a password can be switched off only after the account has signed in at an identity provider', async () => {
    const { tokens } = await getTokens(hospital, { username: 'wei.chen' });
    const { sub } = JSON.parse(Buffer.from(tokens.id_token.split('.')[1], 'base64url').toString());
    const never = await hospital.app.get(AccountStore).create({ displayName: 'Never' });
    const refused = await call('PUT', `${never.id}/local-login`, { localLogin: 'disabled' });
    expect(refused).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('has not signed in at an identity provider yet') },
    });
    const done = await call('PUT', `${sub}/local-login`, { localLogin: 'disabled' });
    expect(done).toMatchObject({
      status: 200,
      body: { localLogin: 'disabled', warnings: [expect.stringContaining('password is kept')] },
    });
    expect(await audited(hospital, 'account.local_login_changed')).toMatchObject([
      { accountId: sub, clientId: 'administration', reason: 'disabled' },
    ]);
  });

  it.each([
    ['an unknown value', { localLogin: 'off' }],
    ['an empty body', {}],
    ['another member', { localLogin: 'enabled', password: 'x' }],
  ])('refuses %s, and names the member', async (_what, body) => {
    proves('TM-46');
    const account = await hospital.app.get(AccountStore).create({});
    const answer = await call('PUT', `${account.id}/local-login`, body);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toMatch(/localLogin|password/);
  });

  it('the request needs the scope to write, and an existing account', async () => {
    proves('TM-43');
    const account = await hospital.app.get(AccountStore).create({ email: 'read@clinic.example' });
    for (const [method, path, body] of [
      ['POST', 'invitations', undefined],
      ['PUT', 'local-login', { localLogin: 'enabled' }],
    ] as const) {
      expect((await call(method, `${account.id}/${path}`, body, '__wardkey/accounts.read')).status).toBe(403);
      expect((await call(method, `no-such-account/${path}`, body)).status).toBe(404);
    }
  });
});
