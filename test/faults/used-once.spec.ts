import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { AccountDirectory } from '#src/accounts/account-directory.store.js';
import { ArtifactStore } from '#src/authorization-server/storage/artifact.store.js';
import { onDatabase, sqliteFile } from '../support/database.js';
import { freePort, type Hospital, RESOURCE_SERVER_BASIC, startHospital } from '../support/hospital.js';
import { hasPostgresql, type Postgresql, startPostgresql } from '../support/postgresql.js';
import { proves } from '../support/proves.js';
import { SlowArtifactStore } from '../support/slow-store.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

const MARIA = { username: 'maria.lindqvist' };
const TWENTY = Array.from({ length: 20 }, (_none, index) => index);

interface Answer {
  status: number;
  body: Record<string, any>;
}
const errorsOf = (answers: Answer[]) => [
  ...new Set(
    answers.filter(({ status }) => status !== 200).map(({ status, body }) => `${status} ${body.error}`),
  ),
];
const succeeded = (answers: Answer[]) => answers.filter(({ status }) => status === 200);

describe.each([
  ['SQLite, one process', true],
  ['PostgreSQL, two processes', hasPostgresql],
])('with a slow store: %s', (database, isHere) => {
  const here = isHere ? it : it.skip;
  const several = database.startsWith('PostgreSQL');
  let postgresql: Postgresql | undefined;
  let url: string;
  let port: number;
  let nodes: Hospital[] = [];
  let sign: (claims?: Record<string, unknown>) => Promise<string>;
  let configure: (configuration: Record<string, any>) => void;

  const start = (at: number, changes: (configuration: Record<string, any>) => void = () => undefined) =>
    startHospital({
      port: at,
      configure: (configuration) => {
        configure(configuration);
        changes(configuration);
      },
      override: (builder) => builder.overrideProvider(ArtifactStore).useClass(SlowArtifactStore),
    });

  beforeAll(async () => {
    if (!isHere) return;
    const { privateKey, publicKey } = await generateKeyPair('ES384', { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k' };
    postgresql = several ? await startPostgresql() : undefined;
    url = postgresql?.url ?? sqliteFile();
    configure = (configuration) => {
      Object.assign(configuration, onDatabase(url));
      configuration.clients.push({
        clientId: 'backend',
        tokenEndpointAuthMethod: 'private_key_jwt',
        jwks: { keys: [jwk] },
        grantTypes: ['client_credentials'],
        scope: 'system/Patient.rs',
      });
    };
    port = await freePort();
    let first: Record<string, any> = {};
    nodes = [await start(port, (configuration) => (first = configuration))];
    if (several) {
      // The same server at another port, as behind a proxy that stands before both.
      const { issuer, fhirServers, externalIdentityProviders } = first;
      const second = await freePort();
      const node = await start(second, (configuration) =>
        Object.assign(configuration, { issuer, fhirServers, externalIdentityProviders }),
      );
      nodes.push({ ...node, issuer: `http://127.0.0.1:${second}` });
    }
    sign = (claims = {}) =>
      new SignJWT({ iss: 'backend', sub: 'backend', aud: `${nodes[0]!.issuer}/token`, ...claims })
        .setJti((claims.jti as string | undefined) ?? `${Math.random()}`)
        .setExpirationTime('4m')
        .setProtectedHeader({ alg: 'ES384', kid: 'k', typ: 'JWT' })
        .sign(privateKey);
  }, 60_000);
  afterAll(async () => {
    for (const node of nodes) await node.close();
    await postgresql?.close();
  });

  /** The processes take turns. */
  const post = async (
    turn: number,
    path: string,
    form: Record<string, string>,
    headers = {},
  ): Promise<Answer> => new SmartApp(nodes[turn % nodes.length]!).post(path, form, headers);
  /** The form that an app sends for a code exchange or a refresh; it is not sent. */
  const formOf = async (work: (app: SmartApp) => Promise<unknown>, app: SmartApp) => {
    let sent: Record<string, string> = {};
    const caught = Object.assign(Object.create(app) as SmartApp, {
      post: (_path: string, form: Record<string, string>) => {
        sent = form;
        return Promise.resolve();
      },
    });
    await work(caught);
    return sent;
  };
  const introspect = async (token: string) =>
    (await post(0, '/introspect', { token }, { authorization: RESOURCE_SERVER_BASIC })).body
      .active as boolean;

  here(
    'when twenty requests redeem one code, one gets tokens, which are then ended because the code was used twice (with twenty codes)',
    async () => {
      proves('TM-26 FI-34');
      const { browser } = await getTokens(nodes[0]!, MARIA);
      for (let turn = 0; turn < 20; turn += 1) {
        const app = new SmartApp(nodes[0]!);
        const page = await walkThrough(browser, await browser.get(app.authorizationUrl()), MARIA);
        const form = await formOf((one) => one.redeem(app.answer(page).code!), app);
        const answers = await Promise.all(TWENTY.map((index) => post(index, '/token', form)));
        const [winner, ...others] = succeeded(answers);
        expect([others, errorsOf(answers)]).toEqual([[], ['400 invalid_grant']]);
        expect(await introspect(winner!.body.access_token as string)).toBe(false);
        const refresh = { grant_type: 'refresh_token', client_id: 'chart' };
        const after = await post(turn, '/token', {
          ...refresh,
          refresh_token: winner!.body.refresh_token as string,
        });
        expect(after.body.error).toBe('invalid_grant');
      }
    },
    120_000,
  );

  here('when twenty requests use one refresh token, all get the same successor', async () => {
    proves('TM-27 FI-35');
    const { app, tokens } = await getTokens(nodes[0]!, MARIA);
    const form = await formOf((one) => one.refresh(tokens.refresh_token as string), app);
    const answers = await Promise.all(TWENTY.map((index) => post(index, '/token', form)));
    expect(errorsOf(answers)).toEqual([]);
    const successors = [...new Set(answers.map(({ body }) => body.refresh_token as string))];
    expect(successors).toHaveLength(1);
    const next = await post(1, '/token', { ...form, refresh_token: successors[0]! });
    expect(next.status).toBe(200);
    // The successor was used, so another party may have stolen the first token. That ends the whole grant, in both
    // processes.
    expect((await post(0, '/token', form)).body.error).toBe('invalid_grant');
    const last = await post(1, '/token', { ...form, refresh_token: next.body.refresh_token as string });
    expect(last.body.error).toBe('invalid_grant');
  });

  here('access that one process ends has ended in each process, and new access works in each', async () => {
    proves('TM-34');
    const { app, tokens } = await getTokens(nodes[0]!, MARIA);
    const standing = (one: Record<string, any>) =>
      Promise.all(
        nodes.map(async (_node, turn) => {
          const form = { token: one.access_token as string };
          return (await post(turn, '/introspect', form, { authorization: RESOURCE_SERVER_BASIC })).body
            .active as boolean;
        }),
      );
    expect(new Set(await standing(tokens))).toEqual(new Set([true]));
    const accountId = decodeJwt(tokens.id_token as string).sub!;
    await nodes.at(-1)!.app.get(AccountDirectory).signOut(accountId);
    expect(new Set(await standing(tokens))).toEqual(new Set([false]));
    expect((await app.refresh(tokens.refresh_token as string)).body.error).toBe('invalid_grant');
    const again = await getTokens(nodes[0]!, MARIA);
    expect(new Set(await standing(again.tokens))).toEqual(new Set([true]));
  });

  describe('a client assertion', () => {
    const form = (assertion: string) => ({
      grant_type: 'client_credentials',
      scope: 'system/Patient.rs',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    });

    here('that twenty requests use is accepted once', async () => {
      proves('TM-28 FI-36');
      const assertion = form(await sign());
      const answers = await Promise.all(TWENTY.map((index) => post(index, '/token', assertion)));
      expect([succeeded(answers).length, errorsOf(answers)]).toEqual([1, ['401 invalid_client']]);
    });

    here('whose jti is also in twenty others is accepted once', async () => {
      proves('TM-28');
      const jti = `${Math.random()}`;
      const forms = await Promise.all(TWENTY.map(async (index) => form(await sign({ jti, n: index }))));
      const answers = await Promise.all(forms.map((one, index) => post(index, '/token', one)));
      expect([succeeded(answers).length, errorsOf(answers)]).toEqual([1, ['401 invalid_client']]);
    });

    here(
      'that was used is known to the other process, and after a restart',
      async () => {
        proves('BI-104');
        const used = form(await sign());
        expect((await post(0, '/token', used)).status).toBe(200);
        expect(errorsOf([await post(1, '/token', used)])).toEqual(['401 invalid_client']);
        const [first, ...rest] = nodes;
        await first!.close();
        nodes = [await start(port), ...rest];
        expect(errorsOf([await post(0, '/token', used)])).toEqual(['401 invalid_client']);
        expect((await post(0, '/token', form(await sign()))).status).toBe(200);
      },
      60_000,
    );
  });

  here('when five browsers use one pushed request, one gets a code', async () => {
    proves('BI-118');
    const node = nodes[0]!;
    const app = new SmartApp(node);
    const pushed = await app.post('/par', Object.fromEntries(new URL(app.authorizationUrl()).searchParams));
    const query = new URLSearchParams({ client_id: 'chart', request_uri: pushed.body.request_uri as string });
    const consents = [];
    for (const _ of TWENTY.slice(0, 5)) {
      const browser = newBrowser();
      const start = await browser.get(`${node.issuer}/authorize?${query}`);
      // Another person than before the restart: the stand-in has a new issuer since then, so its former accounts are
      // not found.
      const picker = await browser.submit(start, { button: 'james.okafor' });
      consents.push({ browser, page: await browser.submit(picker, { button: 'noah-jansen' }) });
    }
    const ends = await Promise.all(
      consents.map(({ browser, page }) => walkThrough(browser, page, { username: '' })),
    );
    const answers = ends.map((page) => app.answer(page));
    expect(answers.filter(({ code }) => code !== undefined)).toHaveLength(1);
    expect([...new Set(answers.flatMap(({ error }) => error ?? []))]).toEqual(['invalid_request_uri']);
  });
});
