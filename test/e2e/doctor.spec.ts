import { execFileSync } from 'node:child_process';
import { generateKeyPair } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { jest } from '@jest/globals';
import { stringify } from 'yaml';
import { Clock } from '#src/clock/clock.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { CredentialStore } from '#src/accounts/credentials/credential.store.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { doctor } from '#src/cli/doctor.js';
import { addProvider, removeProvider } from '#src/cli/provider.js';
import { makeProviderKeys } from '#src/cli/provider-keys.js';
import { selfSignedCertificate } from '#src/crypto/self-signed-certificate.js';
import { openDatabase } from '../support/database.js';
import { freePort, type Hospital, startHospital } from '../support/hospital.js';
import { startMailServer } from '../support/mail-server.js';
import { proves } from '../support/proves.js';
import { type ScriptedProvider, startScriptedProvider } from '../support/scripted-provider.js';

const clock = new Clock();

describe('wardkey doctor', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wardkey-doctor-'));
  let hospital: Hospital;
  let provider: ScriptedProvider;
  let said: string;

  beforeAll(async () => {
    hospital = await startHospital();
    provider = await startScriptedProvider({ idToken: {} });
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await hospital.close();
    await provider.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function examine(changes: {
    provider?: object;
    fhirServer?: object;
    more?: object;
  }): Promise<string> {
    const file = join(folder, `${Math.random()}.yaml`);
    const configuration = {
      issuer: 'http://127.0.0.1:3999',
      dataDirectory: folder,
      fhirServers: [{ name: 'records', baseUrl: hospital.fhirServer.baseUrl, ...changes.fhirServer }],
      externalIdentityProviders: {
        identityProvider: [
          {
            scheme: 'hospital',
            authority: provider.origin,
            clientId: 'wardkey',
            clientSecret: 'secret-of-wardkey',
            ...changes.provider,
          },
        ],
      },
      ...changes.more,
    };
    writeFileSync(file, stringify(configuration));
    said = '';
    const failure = await doctor({ config: file }).catch((error: Error) => error);
    return said + (failure instanceof Error ? failure.message : '');
  }

  it('says what works, and which redirect URI to register', async () => {
    const report = await examine({});
    expect(report).toContain(
      'ok       hospital: redirect URI to register: http://127.0.0.1:3999/federation/hospital/signin',
    );
    expect(report).toContain(`ok       hospital: issuer ${provider.origin}`);
    expect(report).toContain('ok       hospital: its clock agrees with the clock of this server');
    expect(report).toContain(`ok       records: ${hospital.fhirServer.baseUrl} supports FHIR R4`);
    // The FHIR server trusts another Wardkey than this one: the doctor finds its refusal.
    expect(report).toMatch(/problem {2}records: a search for a Practitioner failed: .*401/);
    expect(report).toContain('1 problem to fix.');
  });

  it('names every server that does not answer, and every setting that does not fit', async () => {
    const port = await freePort();
    const report = await examine({
      provider: { authority: `http://127.0.0.1:${port}` },
      fhirServer: { baseUrl: `http://127.0.0.1:${port}/r4` },
    });
    expect(report).toMatch(/problem {2}hospital: .*no discovery document/);
    expect(report).toMatch(/warning {2}records: .*does not name the FHIR release/);
    expect(report).toMatch(/problem {2}records: a search/);
    expect(report).toContain('2 problems to fix.');
  });

  it.each<[string, object]>([
    ['HTTP 401, but FHIR requires no token for this document', { status: 401 }],
    ['it is not JSON, so this is not the base URL of a FHIR server', { status: 200, body: '<html>' }],
    ['it is larger than 16 MiB', { status: 200, body: ' '.repeat(17 * 1024 * 1024) }],
    ['it is not a FHIR resource', { status: 200, body: '{"status":"UP"}' }],
  ])('says why the CapabilityStatement of a FHIR server cannot be used: %s', async (why, fault) => {
    hospital.fhirServer.setFault({ on: /\/metadata$/, ...fault });
    const report = await examine({});
    hospital.fhirServer.setFault();
    expect(report).toContain(`/metadata does not name the FHIR release: ${why}; set fhirVersion`);
  });

  it('says that a FHIR server has another release than the settings say', async () => {
    expect(await examine({ fhirServer: { fhirVersion: 'R3' } })).toMatch(
      /problem {2}records: fhirVersion is R3, but .* says that it supports R4/,
    );
  });

  it('says which resource types of people can be searched and read', async () => {
    const nobody = { status: 200, body: '{"resourceType":"Bundle","type":"searchset"}' };
    const more = { fhirUser: { resourceTypes: ['Practitioner', 'PractitionerRole'] } };
    hospital.fhirServer.setFault({ on: /metadata$|Practitioner\?|Patient\?|Role\?/, ...nobody });
    const some = await examine({ more });
    expect(some).toContain(
      'ok       records: accepts this server’s searches for Practitioner, PractitionerRole, Patient',
    );
    expect(some).toMatch(/warning {2}records: RelatedPerson, Person cannot be read, .*401/);
    // A person cannot be a resource of a type that the server does not have.
    hospital.fhirServer.setFault({ on: /Practitioner\?|Patient\?|Role\?/, ...nobody });
    expect(await examine({ more })).not.toContain('cannot be read');
    hospital.fhirServer.setFault({ on: /Practitioner\?/, ...nobody });
    const few = await examine({ more });
    hospital.fhirServer.setFault();
    expect(few).toMatch(
      /problem {2}records: a search for a PractitionerRole failed: .*401.*also for Patient/,
    );
    expect(few).toContain('ok       records: accepts this server’s searches for Practitioner\n');
  });

  it('says that the issuer differs from the settings', async () => {
    proves('FI-25');
    provider.script = { idToken: {}, discovery: { issuer: 'https://somebody-else.example' } };
    expect(await examine({})).toMatch(/problem {2}hospital: .*somebody-else/);
    provider.script = { idToken: {} };
  });

  it('says that an endpoint of the settings differs from discovery, and uses it', async () => {
    proves('FI-25');
    const endpoints = {
      authorizationEndpoint: `${provider.origin}/authorize`,
      tokenEndpoint: `${provider.origin}/old-token`,
      jwksUri: `${provider.origin}/keys`,
    };
    const report = await examine({ provider: endpoints });
    expect(report).toContain(
      `warning  hospital: tokenEndpoint is ${provider.origin}/old-token, but the identity provider’s discovery document says "${provider.origin}/token"`,
    );
    expect(report).not.toContain('jwksUri is');
  });

  it('counts the accounts that wait for no named identity provider, when there are several', async () => {
    const dataSource = await openDatabase(`sqlite:${join(folder, 'wardkey.sqlite')}`);
    const store = new AccountStore(dataSource, clock);
    for (let number = 0; number < 12; number += 1) await store.create({ email: `a${number}@x.example` });
    await store.create({ email: 'named@x.example', externalIdScheme: 'hospital' });
    await store.create({ displayName: 'Only a name' });
    const local = await store.create({ email: 'by-password@x.example' });
    await new CredentialStore(dataSource, clock).setPassword(local.id, 'a hash');
    const linked = await store.create({ email: 'linked@x.example' });
    const identity = { issuer: provider.origin, subject: 's', scheme: 'hospital' };
    await store.link(linked.id, identity, { linkedBy: 'administrator' });
    expect(await examine({})).not.toContain('accounts:');
    const one = {
      scheme: 'hospital',
      authority: provider.origin,
      clientId: 'w',
      clientSecret: 'secret-of-wardkey',
    };
    const several = [
      { ...one, accountMatch: ['sub'] },
      { ...one, scheme: 'clinic', issuer: 'https://clinic.example', accountMatch: ['sub'] },
    ];
    const report = await examine({ more: { externalIdentityProviders: { identityProvider: several } } });
    await dataSource.query('DELETE FROM account');
    await dataSource.destroy();
    expect(report).toMatch(
      /warning {2}accounts: 12 accounts do not name the identity provider at which the person signs in.*set-provider\): (a\d+@x\.example, ){9}a\d+@x\.example, and 2 more/,
    );
  });

  it('names an identity provider of the database that leaves one of the file without domains', async () => {
    const config = join(folder, 'with-domains.yaml');
    const hospitals = {
      scheme: 'hospital',
      authority: provider.origin,
      clientId: 'w',
      clientSecret: 'secret-of-wardkey',
    };
    const file = join(folder, 'clinic.yaml');
    const clinic = {
      ...hospitals,
      scheme: 'clinic',
      issuer: 'https://clinic.example',
      accountMatch: ['sub'],
    };
    writeFileSync(file, stringify(clinic));
    const identityProvider = [{ ...hospitals, trustEmailDomains: ['x.example'] }];
    writeFileSync(
      config,
      stringify({ dataDirectory: folder, externalIdentityProviders: { identityProvider } }),
    );
    await addProvider(file, { config });
    const report = await examine({});
    await removeProvider('clinic', { config });
    expect(report).toMatch(
      /problem {2}hospital: trustEmailDomains must name the e-mail domains for which hospital may vouch/,
    );
  });

  it('names an identity provider of the database that cannot be used', async () => {
    await examine({});
    const url = `sqlite:${join(folder, 'wardkey.sqlite')}`;
    const database = await openDatabase(url);
    await database.query(
      `INSERT INTO identity_provider (scheme_key, definition, sealed_secrets, enabled, version, created_at, updated_at) VALUES ('broken', '{}', '', 1, 1, 1, 1)`,
    );
    const report = await examine({});
    await database.query(`DELETE FROM identity_provider`);
    await database.destroy();
    expect(report).toMatch(/problem {2}broken: its definition in the database is not used: /);
    expect(report).toContain(`ok       hospital: issuer ${provider.origin}`);
  });

  it('names a client of the database that cannot be used, one that waits for approval, and one without a secret', async () => {
    await examine({});
    const database = await openDatabase(`sqlite:${join(folder, 'wardkey.sqlite')}`);
    const add = (id: string, status: string, definition: object) =>
      database.query(
        `INSERT INTO client (client_id, definition, status, origin, version, created_at, updated_at) VALUES (?, ?, ?, 'registration', 1, 1, 1)`,
        [id, JSON.stringify({ clientId: id, redirectUris: ['https://app.test/cb'], ...definition }), status],
      );
    await add('broken-app', 'enabled', { redirectUris: [] });
    await add('new-app', 'pending', {});
    await add('mute-app', 'enabled', { tokenEndpointAuthMethod: 'client_secret_basic' });
    const report = await examine({});
    await database.query(`DELETE FROM client`);
    await database.destroy();
    expect(report).toMatch(/problem {2}broken-app: its definition in the database is not used: redirectUris/);
    expect(report).toMatch(/warning {2}new-app: .* waits for an administrator \(wardkey client approve\)/);
    expect(report).toMatch(/problem {2}mute-app: has no valid secret/);
    expect(await examine({})).toMatch(/warning {2}clients: no client is registered/);
  });

  describe('of what ends', () => {
    const inDays = (days: number) => {
      const at = new Date((clock.epoch() + days * 86_400) * 1000);
      return { at, text: at.toISOString() };
    };
    const secret = (value: string, end?: { text: string }) => ({
      value,
      expiresAt: end?.text.replace('.000', ''),
    });

    it('names the clients whose last secret ends within 30 days, and no other', async () => {
      const [soon, late] = [inDays(29), inDays(31)];
      const service = { grantTypes: ['client_credentials'], scope: 'system/Patient.rs' };
      const client = (clientId: string, clientSecrets: object[], more: object = {}) => ({
        ...service,
        clientId,
        clientSecrets,
        tokenEndpointAuthMethod: 'client_secret_basic',
        ...more,
      });
      const report = await examine({
        more: {
          clients: [
            client('ends-soon', [secret('the-secret-that-ends-soon', soon)]),
            client('ends-late', [secret('the-secret-that-ends-late', late)]),
            client('changes', [secret('the-old-secret-of-two', soon), secret('the-new-secret-of-two')]),
            client('off', [secret('the-secret-of-one-off', soon)], { enabled: false }),
          ],
        },
      });
      expect(report).toContain(
        `warning  ends-soon: its last secret ends at ${soon.text}: give it another one`,
      );
      expect(report.match(/its last secret/g)).toHaveLength(1);
    });

    it.each([
      ['warning', 'ends', 29],
      ['problem', 'ended', -1],
    ])('says as a %s that the certificate of a key of this server %s', async (mark, verb, days) => {
      const end = inDays(days);
      const { privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
      const validity = { from: inDays(-100).at, until: end.at };
      const { x5c } = selfSignedCertificate(privateKey, { name: 'Wardkey', ...validity });
      const clientPrivateKey = JSON.stringify({ ...privateKey.export({ format: 'jwk' }), x5c: [x5c] });
      const registration = {
        tokenEndpoint: `${provider.origin}/token`,
        clientId: 'wardkey',
        clientPrivateKey,
      };
      const changes = { clientSecret: undefined, clientAuthentication: 'private_key_jwt', clientPrivateKey };
      const report = await examine({ provider: changes, fhirServer: { authorization: registration } });
      expect(report).toContain(
        `${mark}  hospital: the certificate in clientPrivateKey ${verb} at ${end.text}`,
      );
      expect(report).toContain(
        `${mark}  records: the certificate in authorization.clientPrivateKey ${verb} at ${end.text}`,
      );
      const off = await examine({ provider: { ...changes, enabled: false } });
      expect(off).not.toContain('the certificate in clientPrivateKey');
    });
  });

  it('checks the mail server, with the sign-in there, and sends no letter', async () => {
    const server = await startMailServer({ user: { name: 'wardkey', password: 'right' } });
    const mail = { from: 'sign-in@hospital.test', host: '127.0.0.1', port: server.port, tls: 'none' };
    const well = await examine({ more: { mail: { ...mail, user: 'wardkey', password: 'right' } } });
    expect(well).toContain('ok       mail: the mail server answers');
    const wrong = await examine({ more: { mail: { ...mail, user: 'wardkey', password: 'wrong' } } });
    expect(wrong).toMatch(/problem {2}mail: .*535/);
    expect(wrong).not.toContain("'wrong'");
    expect(server.letters).toEqual([]);
    await server.close();
    expect(await examine({ more: { mail } })).toMatch(/problem {2}mail: .*ECONNREFUSED/);
  });

  it('says whether people may sign in by password', async () => {
    expect(await examine({})).toContain('ok       sign-in by password: not offered');
  });

  it('says what to do about the certificate of an identity provider that is not trusted', async () => {
    proves('FI-27');
    const key = join(folder, 'key.pem');
    const cert = join(folder, 'cert.pem');
    const options = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=idp', '-days', '1'];
    execFileSync('openssl', ['req', ...options, '-keyout', key, '-out', cert], { stdio: 'pipe' });
    const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const report = await examine({ provider: { authority: `https://127.0.0.1:${port}` } });
    server.close();
    expect(report).toMatch(/problem {2}hospital: .*SELF_SIGNED_CERT.*NODE_EXTRA_CA_CERTS/);
  });

  it('names endpoints of the settings beside an authority whose document cannot be used', async () => {
    const { origin } = provider;
    const written = {
      authorizationEndpoint: `${origin}/authorize`,
      tokenEndpoint: `${origin}/token`,
      jwksUri: `${origin}/keys`,
    };
    const nothing = 'people sign in with the endpoints of the settings';
    expect(await examine({ provider: written })).not.toContain(nothing);
    const lost = { ...written, authority: `${origin}/lost`, issuer: origin };
    const report = await examine({ provider: lost });
    expect(report).toMatch(
      /warning {2}hospital: no discovery document at .*: people sign in with the endpoints/,
    );
    expect(report).toContain('ok       hospital: accepts this server’s client registration');
    expect(await examine({ provider: { ...written, issuer: 'https://else.example' } })).toContain(
      `names issuer "${origin}", expected "https://else.example": ${nothing}`,
    );
    const whole = { ...written, issuer: origin, authority: undefined };
    expect(await examine({ provider: whole })).not.toContain(nothing);
  });

  it('names an issuer of many tenants without a list of tenants', async () => {
    const issuer = `${provider.origin}/{tenantid}/v2.0`;
    provider.script = { idToken: {}, discovery: { issuer } };
    expect(await examine({ provider: { issuer } })).toContain('`tenants` is empty');
    provider.script = { idToken: {} };
  });

  describe('checks whether the identity provider knows the registration', () => {
    const answering = (status: number, body: object): void => {
      provider.script = {
        idToken: {},
        routes: {
          '/token': (response) =>
            void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
        },
      };
    };
    afterEach(() => (provider.script = { idToken: {} }));

    it('by a made-up code: invalid_grant means that the registration is known', async () => {
      provider.tokenRequests.length = 0;
      expect(await examine({})).toContain(
        'ok       hospital: accepts this server’s client registration with client_secret_basic',
      );
      expect(provider.tokenRequests).toHaveLength(1);
      const [{ form }] = provider.tokenRequests as [{ form: URLSearchParams }];
      expect(form.get('redirect_uri')).toBe('http://127.0.0.1:3999/federation/hospital/signin');
      expect(form.get('code')).toMatch(/^[\w-]{43}$/);
    });

    it.each([
      [401, 'invalid_client'],
      [400, 'invalid_client'],
      [400, 'unauthorized_client'],
      [401, 'access_denied'],
    ])('a wrong secret: %s %s', async (status, error) => {
      answering(status, { error });
      const report = await examine({});
      expect(report).toContain(
        `problem  hospital: does not accept this server’s client registration: the token endpoint answered ${status} (${error}).`,
      );
      expect(report).toContain('clientSecret');
      expect(report).not.toContain('secret-of-wardkey');
    });

    it('a wrong secret, by its error number, with any error beside it', async () => {
      answering(400, { error: 'invalid_grant', error_description: 'AADSTS7000215: Invalid client secret.' });
      expect(await examine({})).toContain(
        'problem  hospital: does not accept this server’s client registration: the token endpoint answered 400 (invalid_grant: AADSTS7000215',
      );
    });

    it('and shows the words of the identity provider', async () => {
      answering(401, {
        error: 'invalid_client',
        error_description: 'AADSTS7000222: The secret\nhas expired.',
      });
      expect(await examine({})).toContain('401 (invalid_client: AADSTS7000222: The secret has expired.).');
    });

    it('by a pushed request, when requests are pushed', async () => {
      const pushed_authorization_request_endpoint = `${provider.origin}/par`;
      provider.script = { idToken: {}, discovery: { pushed_authorization_request_endpoint } };
      const pushing = { provider: { pushedAuthorizationRequests: 'always' } };
      expect(await examine(pushing)).not.toContain('does not accept this server’s authorization requests');
      provider.script.routes = {
        '/par': (response) =>
          void response.writeHead(400).end('{"error":"invalid_scope","error_description":"no scope email"}'),
      };
      expect(await examine(pushing)).toContain(
        'problem  hospital: does not accept this server’s authorization requests: the pushed authorization request endpoint answered 400 (invalid_scope: no scope email)',
      );
    });

    it('by the latest failed sign-in there, until a person has signed in', async () => {
      await examine({});
      const dataSource = await openDatabase(`sqlite:${join(folder, 'wardkey.sqlite')}`);
      const audit = new AuditLog(dataSource, clock);
      const event = { event: 'login.failed', outcome: 'failed', scheme: 'hospital' } as const;
      const finding = 'error invalid_request: Pushed Authorization Request is only allowed.';
      await audit.record({ ...event, reason: 'request_refused', trail: [{ step: 'callback', finding }] });
      await audit.record({ ...event, reason: 'login_not_active', trail: [{ step: 'x', finding: 'late' }] });
      expect(await examine({})).toMatch(
        /warning {2}hospital: the latest sign-in at this identity provider, at 20\S+Z, failed \(request_refused\): error invalid_request: Pushed/,
      );
      await dataSource.query('UPDATE audit_event SET occurred_at = occurred_at - 60');
      await audit.record({ event: 'login.succeeded', outcome: 'success', scheme: 'hospital' });
      expect(await examine({})).not.toContain('the latest sign-in');
      await dataSource.query('DELETE FROM audit_event');
      await dataSource.destroy();
    });

    it('an answer that does not decide it', async () => {
      answering(400, { error: 'invalid_request' });
      expect(await examine({})).toMatch(
        /warning {2}hospital: it is not known whether .*400 \(invalid_request\)/,
      );
    });

    it('but not when there is no token endpoint', async () => {
      provider.tokenRequests.length = 0;
      const report = await examine({ provider: { responseType: 'id_token', clientSecret: undefined } });
      expect(report).not.toContain('registration by');
      expect(provider.tokenRequests).toEqual([]);
    });
  });

  it('shows the keys to register, and counts the signing keys of the identity provider', async () => {
    const keys = join(folder, 'keys.json');
    await makeProviderKeys(keys, { signing: 'ES256', encryption: 'ECDH-ES' });
    const encryption = { ...provider.jwk, kid: 'two', use: 'enc', alg: 'RSA-OAEP' };
    const set = { keys: [provider.jwk, provider.jwk, encryption] };
    provider.script = {
      idToken: {},
      routes: { '/keys': (response) => void response.end(JSON.stringify(set)) },
    };
    const report = await examine({
      provider: {
        clientAuthentication: 'private_key_jwt',
        clientPrivateKey: `\${file:${keys}}`,
        idTokenDecryptionKey: `\${file:${keys}}`,
      },
    });
    provider.script = { idToken: {} };
    expect(report).toMatch(
      /ok {7}hospital: this server’s keys to register: http:\/\/127\.0\.0\.1:3999\/federation\/hospital\/jwks \(sig ES256 [\w-]{43}; enc ECDH-ES [\w-]{43}\)/,
    );
    expect(report).toContain(`ok       hospital: 1 signing key at ${provider.origin}/keys`);
    expect(report).toContain(
      'ok       hospital: accepts this server’s client registration with private_key_jwt',
    );
  });

  it('names required pushed requests without an endpoint', async () => {
    const required = { require_pushed_authorization_requests: true };
    provider.script = { idToken: {}, discovery: required };
    expect(await examine({})).toMatch(
      /problem {2}hospital: .*pushed, because the identity provider requires it, .*no person can sign in/,
    );
    const endpoint = `${provider.origin}/par`;
    provider.script.discovery = { ...required, pushed_authorization_request_endpoint: endpoint };
    expect(await examine({})).toContain(
      `ok       hospital: authorization requests are pushed to ${endpoint}, because the identity provider requires it`,
    );
    provider.script = { idToken: {} };
  });

  it('compares an identity provider without an authority with no document', async () => {
    const report = await examine({
      provider: {
        authority: undefined,
        issuer: provider.origin,
        authorizationEndpoint: `${provider.origin}/authorize`,
        tokenEndpoint: `${provider.origin}/token`,
        jwksUri: `${provider.origin}/keys`,
      },
    });
    expect(report).toContain(`ok       hospital: issuer ${provider.origin}`);
    expect(report).toContain('ok       hospital: accepts this server’s client registration');
    expect(report).not.toMatch(/(warning|problem) {2}hospital/);
  });

  it('names an identity provider without keys', async () => {
    proves('FI-24');
    provider.script = { idToken: {}, discovery: { jwks_uri: `${provider.origin}/userinfo` } };
    expect(await examine({})).toMatch(/problem {2}hospital: no keys at/);
    provider.script = { idToken: {} };
  });
});
