import { API_CLIENT, apiCaller, apiClientEntry, apiToken } from '../support/api-client.js';
import { proves } from '../support/proves.js';
import { hasPostgresql, type Postgresql, startPostgresql } from '../support/postgresql.js';
import { type ScriptedProvider, startScriptedProvider } from '../support/scripted-provider.js';
import { newBrowser, SmartApp } from '../support/smart-app.js';
import { startTwoNodes, type TwoNodes } from '../support/two-nodes.js';

if (!hasPostgresql) console.warn('skipped: there is no PostgreSQL 15 in /usr/lib/postgresql/15/bin');
const describeHere = hasPostgresql ? describe : describe.skip;

/** Two nodes take turns, request by request: nothing may be known to one of them only. */
describeHere('identity providers by REST at two nodes', () => {
  const ANY = { 'if-match': '*' };
  let postgresql: Postgresql;
  let two: TwoNodes;
  let clinic: ScriptedProvider;
  let call: ReturnType<typeof apiCaller>;

  const entry = (changes: object = {}) => ({
    scheme: 'clinic',
    displayName: 'Clinic account',
    authority: clinic.origin,
    clientId: API_CLIENT.clientId,
    clientSecret: 'a-secret-of-the-clinic',
    accountMatch: ['sub'],
    ...changes,
  });

  beforeAll(async () => {
    postgresql = await startPostgresql();
    clinic = await startScriptedProvider({ idToken: { sub: 'x' } });
    two = await startTwoNodes({
      configure: (configuration) => {
        configuration.encryptionKey = Buffer.alloc(32, 7).toString('base64');
        configuration.database = { url: postgresql.url };
        configuration.clients.push(apiClientEntry);
        configuration.externalIdentityProviders.identityProvider[0].accountMatch = ['oid'];
      },
    });
    call = apiCaller(two.hospital, await apiToken(two.hospital));
  });
  afterEach(async () => {
    for (const scheme of ['clinic', 'other']) await call('DELETE', `/identity-providers/${scheme}`);
  });
  afterAll(async () => {
    await two?.close();
    await clinic?.close();
    await postgresql?.stop();
  });

  const signInPage = async () => (await newBrowser().get(new SmartApp(two.hospital).authorizationUrl())).text;

  it('what one node has changed, the other one uses, shows and changes', async () => {
    const path = '/identity-providers/clinic';
    const made = await call('POST', '/identity-providers', entry());
    for (const _node of two.nodes) {
      const { body, headers } = await call('GET', path);
      expect(body).toMatchObject({ problem: null, setSecrets: ['clientSecret'] });
      expect(headers.get('etag')).toBe(made.headers.get('etag'));
      const { findings } = (await call('POST', `${path}/check`)).body;
      expect(findings).toContainEqual({ mark: 'ok', what: 'clinic', finding: `issuer ${clinic.origin}` });
      expect(await signInPage()).toContain('Clinic account');
    }
    let etag = made.headers.get('etag')!;
    for (const displayName of ['A', 'B', 'C']) {
      const changed = await call('PATCH', path, { displayName }, { 'if-match': etag });
      expect([changed.status, changed.body.displayName]).toEqual([200, displayName]);
      expect((await call('PATCH', path, { displayName }, { 'if-match': etag })).status).toBe(412);
      etag = changed.headers.get('etag')!;
    }
    await call('POST', `${path}/disable`);
    for (const _node of two.nodes) expect(await signInPage()).not.toContain('>C<');
  });

  it('a test sign-in that one node begins goes on and ends at the other, and both tell the result', async () => {
    await call('POST', '/identity-providers', entry({ enabled: false }));
    const path = '/identity-providers/clinic/test-sign-ins';
    const { id, address } = (await call('POST', path, {})).body;
    const browser = newBrowser();
    const done = await browser.submit(await browser.get(address as string), { button: 'Go on' });
    expect(done.text).toContain('The test is done');
    for (const _node of two.nodes)
      expect((await call('GET', `${path}/${id}`)).body).toMatchObject({
        state: 'decided',
        decision: { outcome: 'refuse', reason: 'no_account' },
      });
  });

  it('of changes at the same moment none is lost, and of those that depend on what was read one counts', async () => {
    const path = '/identity-providers/clinic';
    const made = await call('POST', '/identity-providers', entry());
    const seen = { 'if-match': made.headers.get('etag')! };
    const ofOne = await Promise.all(
      ['1', '2', '3', '4'].map((displayName) => call('PATCH', path, { displayName }, seen)),
    );
    expect(ofOne.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
    const patches = [{ displayName: 'Other' }, { prompt: 'login' }, { acrValues: 'loa3' }];
    const ofAll = await Promise.all(patches.map((patch) => call('PATCH', path, patch, ANY)));
    expect(ofAll.map(({ status }) => status)).toEqual([200, 200, 200]);
    const { settings } = (await call('GET', path)).body;
    expect(settings).toMatchObject(Object.assign({}, ...patches) as object);
  });

  it('of two that exclude each other, made at the same moment, at most one is used', async () => {
    proves('TM-05');
    const both = await Promise.all([
      call('POST', '/identity-providers', entry()),
      call('POST', '/identity-providers', entry({ scheme: 'other', jwksUri: 'http://127.0.0.1:9/keys' })),
    ]);
    for (const { status } of both) expect([201, 409]).toContain(status);
    const { identityProviders } = (await call('GET', '/identity-providers')).body;
    const used = (identityProviders as Array<{ origin: string; problem: string | null }>).filter(
      ({ origin, problem }) => origin === 'database' && problem === null,
    );
    expect(used).toHaveLength(1);
  });
});
