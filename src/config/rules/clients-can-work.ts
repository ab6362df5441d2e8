import type { JWK } from 'jose';
import { distinctKeys, isForSignatures } from '#src/crypto/public-keys.js';
import type { ConfigurationProblem } from '../problems.js';
import { type ClientSettings, usesSecret } from '../settings/client.settings.js';
import type { Settings } from '../settings/settings.js';
import type { Rule } from './rule.js';

/** Finds registrations that could never get a token, or not safely. */
export const clientsCanWork: Rule = (settings, { errors, warnings }) => {
  settings.clients.forEach((client, index) => {
    const path = `clients[${index}]`;
    const asymmetric = client.tokenEndpointAuthMethod === 'private_key_jwt';
    if (asymmetric && (client.jwks === undefined) === (client.jwksUri === undefined)) {
      errors.push({ path, message: 'a private_key_jwt client needs exactly one of jwks and jwksUri' });
    } else if (client.jwks !== undefined) {
      const message = problemOfKeys(client.jwks);
      if (message) errors.push({ path: `${path}.jwks`, message });
    }
    if (client.tokenEndpointAuthMethod === 'none' && client.grantTypes.includes('client_credentials')) {
      errors.push({
        path: `${path}.grantTypes`,
        message: 'client_credentials needs a client that authenticates (RFC 6749 section 4.4)',
      });
    }
    if (getsNothingForItself(client)) {
      const message =
        'must name the scopes that the client may have for itself (client_credentials), such as system/Patient.rs: without them the client never gets a token';
      const findings = client.grantTypes.includes('authorization_code') ? warnings : errors;
      findings.push({ path: `${path}.scope`, message });
    }
    if (usesSecret(client) && client.scope?.split(' ').some((scope) => scope.startsWith('system/'))) {
      warnings.push({
        path: `${path}.tokenEndpointAuthMethod`,
        message:
          'should be private_key_jwt for system/ scopes: backend services authenticate with a key, not with a secret (SMART App Launch 2.2)',
      });
    }
    if (client.grantTypes.includes('authorization_code') && client.redirectUris.length === 0) {
      errors.push({
        path: `${path}.redirectUris`,
        message: 'must contain at least one address for a client that signs people in',
      });
    }
    if (client.mayIntrospect && client.tokenEndpointAuthMethod === 'none') {
      errors.push({
        path: `${path}.mayIntrospect`,
        message: 'needs a client that authenticates (RFC 7662 section 2.1)',
      });
    }
    const introspection = introspectionOf(client);
    const standsFor = client.fhirServer ?? client.resource;
    if (introspection && standsFor === undefined && settings.fhirServers.length > 1) {
      const names = settings.fhirServers.map(({ name }) => name).join(', ');
      errors.push({
        path: `${path}.${introspection}`,
        message: `requires fhirServer: the client may introspect tokens for one FHIR server, and there are several (${names}). For another API set resource; for a gateway in front of all of them set mayIntrospect: all`,
      });
    }
    if (client.pkce === 'optional' && client.tokenEndpointAuthMethod === 'none') {
      errors.push({
        path: `${path}.pkce`,
        message: 'must be required for a client that does not authenticate (RFC 9700 section 2.1.1)',
      });
    }
    if (client.consent === 'remember' && client.redirectUris.some(isOnTheDevice)) {
      errors.push({
        path: `${path}.consent`,
        message:
          'must be ask when a redirect URI leads to an app on the device: another app on the device may pretend to be this app (RFC 8252 section 8.6)',
      });
    }
    if (
      client.fhirServer !== undefined &&
      !settings.fhirServers.some(({ name }) => name === client.fhirServer)
    ) {
      errors.push({ path: `${path}.fhirServer`, message: `there is no FHIR server ${client.fhirServer}` });
    }
    if (client.resource !== undefined && !settings.resources.some(({ name }) => name === client.resource))
      errors.push({ path: `${path}.resource`, message: `there is no API ${client.resource} in resources` });
    for (const list of ['redirectUris', 'postLogoutRedirectUris'] as const) {
      client[list].forEach((uri, place) => {
        const message = problemOfReturn(uri, client);
        if (message) errors.push({ path: `${path}.${list}[${place}]`, message });
      });
    }
  });
};

/**
 * A client of the file that authenticates by secret must have its secret in the file. The secrets of other clients are
 * in the database.
 */
export const clientsHaveSecrets: Rule = (settings, { errors }) => {
  settings.clients.forEach((client, index) => {
    const path = `clients[${index}].clientSecret`;
    const { clientSecret, clientSecrets } = client;
    if (clientSecret !== undefined && clientSecrets !== undefined)
      errors.push({ path, message: 'must not be set together with clientSecrets; make it one of them' });
    if (!usesSecret(client)) return;
    if (clientSecret === undefined && clientSecrets === undefined)
      errors.push({ path, message: 'or clientSecrets must be set: the client authenticates by secret' });
  });
};

/**
 * The clients of the file whose secrets have all expired. This is not a rule, because a rule says the same at any time.
 *
 * @param now milliseconds since 1970.
 */
export function clientsWithExpiredSecrets({ clients }: Settings, now: number): ConfigurationProblem[] {
  return clients.flatMap((client, index) => {
    const instants = client.clientSecrets?.map(({ expiresAt }) =>
      expiresAt ? Date.parse(expiresAt) : Infinity,
    );
    if (!usesSecret(client) || !instants?.every((instant) => instant <= now)) return [];
    const message = 'have all expired: the client cannot authenticate';
    return [{ path: `clients[${index}].clientSecrets`, message }];
  });
}

/**
 * Whether a client with `client_credentials` may get no scope at all for itself. Only a client that introspects tokens
 * may do without scopes.
 */
function getsNothingForItself({
  tokenEndpointAuthMethod,
  grantTypes,
  scope,
  mayIntrospect,
}: ClientSettings): boolean {
  const forItself = tokenEndpointAuthMethod !== 'none' && grantTypes.includes('client_credentials');
  return forItself && !scope?.trim() && !mayIntrospect;
}

/** The setting that lets a client introspect for one FHIR server: its registration, or a scope of its access tokens. */
function introspectionOf({ mayIntrospect, scope }: ClientSettings): 'mayIntrospect' | 'scope' | undefined {
  if (mayIntrospect !== false) return mayIntrospect === 'all' ? undefined : 'mayIntrospect';
  return scope?.split(' ').includes('__wardkey/introspection.read') ? 'scope' : undefined;
}

/** The hosts that the engine treats as the person’s own device. It does not accept other addresses of 127.0.0.0/8. */
const OWN_DEVICE = new Set(['localhost', '127.0.0.1', '[::1]']);

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'priv'];

/**
 * Checks the keys of a registration. Only public keys may be shown to others; a private key in a registration is no
 * longer secret.
 */
function problemOfKeys(jwks: object): string | undefined {
  const { keys } = jwks as { keys?: unknown };
  if (!Array.isArray(keys) || keys.length === 0) return 'must contain at least one key in "keys"';
  for (const key of keys as unknown[]) {
    if (typeof key !== 'object' || key === null || Array.isArray(key))
      return 'must contain only JSON Web Keys';
    const { kty } = key as { kty?: unknown };
    if (kty !== 'RSA' && kty !== 'EC') return 'must contain only RSA and EC keys';
    const needed = kty === 'RSA' ? ['n', 'e'] : ['crv', 'x', 'y'];
    if (needed.some((name) => typeof (key as Record<string, unknown>)[name] !== 'string'))
      return `must have ${needed.join(', ')} in each ${kty} key`;
    const named = ['kid', 'alg', 'use'].map((name) => (key as Record<string, unknown>)[name]);
    if (named.some((value) => value !== undefined && (typeof value !== 'string' || value === '')))
      return 'must have text as kid, alg and use, if a key has these members';
    const { x5c } = key as { x5c?: unknown };
    if (
      x5c !== undefined &&
      !(Array.isArray(x5c) && x5c.every((one) => typeof one === 'string' && one !== ''))
    )
      return 'must have a list of strings as x5c, if a key has x5c';
    if (PRIVATE_MEMBERS.some((name) => name in key))
      return 'must contain only public keys: remove the private parts, and use a new key';
  }
  // SMART App Launch 2.2, "Client Authentication: Asymmetric": an assertion names one key, by which the key is found.
  const signing = distinctKeys((keys as JWK[]).filter(isForSignatures));
  if (signing.length === 0)
    return 'must contain a key for signatures: an encryption key cannot sign a client assertion';
  const names = signing.map(({ kty, kid }) => kid && `${kty} ${kid}`);
  if (names.length > 1 && names.includes(undefined))
    return 'must have a kid in each key when there are several keys';
  if (new Set(names).size < names.length) return 'must not contain two keys with the same kid';
  return undefined;
}

/**
 * Checks the parts of an address, which a pattern over the whole text cannot check (RFC 9700 section 2.1, RFC 8252
 * section 8.4).
 */
function problemOfReturn(uri: string, client: ClientSettings): string | undefined {
  if (!URL.canParse(uri)) return 'must be an absolute address';
  const url = new URL(uri);
  if (!/^https?:$/.test(url.protocol))
    return client.applicationType === 'web'
      ? 'must be https or http: only applicationType native may use a scheme of the app’s own'
      : undefined;
  if (url.username !== '' || url.password !== '') return 'must not contain a user name';
  if (/\/(\.|%2e){1,2}(;|\/|$|\?)/i.test(uri)) return 'must not contain . or .. as a segment of its path';
  if (isNative(client) && (url.protocol === 'http:') !== OWN_DEVICE.has(url.hostname))
    return 'must be https for an app on the device, or http on the device itself (127.0.0.1, [::1], localhost)';
  return undefined;
}

/** Whether any program on the device can listen at an address. */
function isOnTheDevice(uri: string): boolean {
  return !/^https?:/i.test(uri) || (URL.canParse(uri) && OWN_DEVICE.has(new URL(uri).hostname));
}

/**
 * Whether a client is an app on the person’s device: its registration says so, or it has a redirect URI with its own
 * scheme.
 */
export function isNative({
  applicationType,
  redirectUris,
}: Pick<ClientSettings, 'applicationType' | 'redirectUris'>): boolean {
  return applicationType === undefined
    ? redirectUris.some((uri) => !/^https?:/i.test(uri))
    : applicationType === 'native';
}
