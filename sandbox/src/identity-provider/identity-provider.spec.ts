import { createHash } from 'node:crypto';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { HttpBrowser, type Page } from '../http-browser.js';
import { personNamed, TENANT_ID } from '../people.js';
import { type IdentityProvider, startIdentityProvider } from './identity-provider.js';

const REDIRECT_URI = 'http://127.0.0.1:9/federation/hospital/signin';
const CLIENT = { client_id: 'wardkey', client_secret: 's3cret', redirect_uris: [REDIRECT_URI] };
const VERIFIER = 'v'.repeat(43);

describe('the stand-in identity provider', () => {
  let idp: IdentityProvider;
  let browser: HttpBrowser;

  beforeEach(async () => {
    idp = await startIdentityProvider({ clients: [CLIENT] });
    browser = new HttpBrowser({ stopAt: (url) => url.href.startsWith(REDIRECT_URI) });
  });
  afterEach(() => idp.close());

  const authorizationUrl = (more: Record<string, string> = {}) => {
    const url = new URL(`${idp.issuer}/oauth2/authorize`);
    url.search = new URLSearchParams({
      client_id: CLIENT.client_id,
      redirect_uri: REDIRECT_URI,
      response_type: 'code',
      scope: 'openid profile email',
      state: 'st',
      nonce: 'n-1',
      code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
      code_challenge_method: 'S256',
      ...more,
    }).toString();
    return url;
  };
  const signInAs = async (username: string, more?: Record<string, string>) =>
    browser.submit(await browser.get(authorizationUrl(more)), {
      button: personNamed(username).name,
    });
  const redeem = (page: Page, more: Record<string, string> = {}) =>
    fetch(`${idp.issuer}/oauth2/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${CLIENT.client_id}:${CLIENT.client_secret}`)}` },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: new URL(page.url).searchParams.get('code') ?? '',
        redirect_uri: REDIRECT_URI,
        code_verifier: VERIFIER,
        ...more,
      }),
    });
  const idTokenOf = async (response: Response) => ((await response.json()) as { id_token: string }).id_token;

  it('shows the people who can sign in, and says clearly that it is a stand-in', async () => {
    const page = await browser.get(authorizationUrl());
    expect(page.h1).toBe('Who are you?');
    expect(page.text).toContain('Stand-in identity provider for trying Wardkey out. No passwords.');
    expect(page.forms[0]?.buttons.map(({ name, value }) => [name, value])).toEqual(
      idp.people.map(({ username }) => ['username', username]),
    );
    expect(page.html).not.toMatch(/<script/);
  });

  it('issues an ID token with the claims of an Entra tenant', async () => {
    const page = await signInAs('amara.diallo');
    expect(Object.fromEntries(new URL(page.url).searchParams)).toMatchObject({
      state: 'st',
      iss: idp.issuer,
    });
    const jwks = createRemoteJWKSet(new URL(`${idp.issuer}/discovery/keys`));
    const { payload, protectedHeader } = await jwtVerify(await idTokenOf(await redeem(page)), jwks, {
      issuer: idp.issuer,
      audience: CLIENT.client_id,
    });
    const amara = personNamed('amara.diallo');
    expect(protectedHeader.alg).toBe('RS256');
    expect(payload).toMatchObject({
      ver: '2.0',
      oid: amara.oid,
      tid: TENANT_ID,
      name: amara.name,
      preferred_username: amara.email,
      email: amara.email,
      xms_edov: true,
      groups: amara.groups,
      employeeid: amara.employeeid,
      'extn.fhirUser': amara.extnFhirUser,
      nonce: 'n-1',
      sid: expect.any(String) as string,
      exp: expect.any(Number) as number,
    });
    expect(payload).not.toHaveProperty('email_verified');
    expect(idp.counts).toEqual({ authorization: 1, token: 1, jwks: 1, discovery: 0 });
  });

  it('keeps a session, and lets the person choose another account', async () => {
    const first = decodeJwt(await idTokenOf(await redeem(await signInAs('maria.lindqvist'))));
    const again = await browser.get(authorizationUrl());
    expect(again.status).toBe(0);
    expect(decodeJwt(await idTokenOf(await redeem(again))).sub).toBe(first.sub);
    for (const prompt of ['login', 'select_account']) {
      const username = prompt === 'login' ? 'wei.chen' : 'james.okafor';
      const claims = decodeJwt(await idTokenOf(await redeem(await signInAs(username, { prompt }))));
      expect(claims.oid).toBe(personNamed(username).oid);
    }
    expect(Object.keys(browser.cookies(idp.issuer))).toEqual([
      'harbour_idp_session',
      'harbour_idp_session.sig',
    ]);
  });

  it('has a cancel link and a sign-out page', async () => {
    const cancelled = await browser.click(await browser.get(authorizationUrl()), 'Cancel');
    expect(new URL(cancelled.url).searchParams.get('error')).toBe('access_denied');
    const id_token_hint = await idTokenOf(await redeem(await signInAs('maria.lindqvist')));
    const page = await browser.get(`${idp.issuer}/oauth2/logout?id_token_hint=${id_token_hint}`);
    expect((await browser.submit(page, { button: 'Sign out' })).h1).toBe('You are signed out');
    expect((await browser.get(authorizationUrl())).h1).toBe('Who are you?');
  });

  it('accepts the secret by POST too, and checks secret, PKCE and redirect URI', async () => {
    const asBody = { client_id: CLIENT.client_id, client_secret: CLIENT.client_secret };
    const byPost = await fetch(`${idp.issuer}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: new URL((await signInAs('wei.chen')).url).searchParams.get('code') ?? '',
        redirect_uri: REDIRECT_URI,
        code_verifier: VERIFIER,
        ...asBody,
      }),
    });
    expect(byPost.status).toBe(200);
    expect(
      (await redeem(await signInAs('wei.chen', { prompt: 'login' }), { code_verifier: 'w'.repeat(43) }))
        .status,
    ).toBe(400);
    expect((await browser.get(authorizationUrl({ redirect_uri: 'http://127.0.0.1:9/other' }))).status).toBe(
      400,
    );
  });

  it('sends false tokens, fails or answers slowly when a test asks for it', async () => {
    const tampered = async (idToken: Parameters<IdentityProvider['setTamper']>[0]) => {
      idp.setTamper(idToken);
      return redeem(await signInAs('wei.chen', { prompt: 'login' }));
    };
    const jwks = createRemoteJWKSet(new URL(`${idp.issuer}/discovery/keys`));

    const foreign = await idTokenOf(
      await tampered({ idToken: (claims, sign) => sign(claims, { key: 'foreign' }) }),
    );
    await expect(jwtVerify(foreign, jwks)).rejects.toThrow(/signature verification failed/);
    const bent = await tampered({ idToken: (claims, sign) => sign({ ...claims, nonce: 'bad', exp: 1 }) });
    expect(decodeJwt(await idTokenOf(bent))).toMatchObject({ nonce: 'bad', exp: 1 });
    const hs256 = await idTokenOf(
      await tampered({
        idToken: (claims, sign) => sign(claims, { alg: 'HS256', header: { kid: undefined } }),
      }),
    );
    expect(decodeProtectedHeader(hs256)).toEqual({ alg: 'HS256', typ: 'JWT' });
    await jwtVerify(hs256, Buffer.from(CLIENT.client_secret));
    expect(await idTokenOf(await tampered({ idToken: () => 'a.b.' }))).toBe('a.b.');
    const without = await tampered({ tokenResponse: ({ id_token: _, ...rest }) => rest });
    expect(await without.json()).not.toHaveProperty('id_token');
    const down = await tampered({ status: 503, body: 'down', delayMs: 20 });
    expect([down.status, await down.text()]).toEqual([503, 'down']);
    idp.setTamper({ endpoint: 'jwks', status: 500, body: '' });
    expect((await fetch(`${idp.issuer}/discovery/keys`)).status).toBe(500);
    idp.setTamper();
    expect((await fetch(`${idp.issuer}/discovery/keys`)).status).toBe(200);
  });
});
