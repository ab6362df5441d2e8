import { isNative } from '#src/config/rules/clients-can-work.js';
import { type ClientSettings, SIGNING_ALGORITHMS } from '#src/config/settings/client.settings.js';
import { isLoopback } from '#src/config/settings/validators.js';
import { holdsUnseen, isVisibleText } from '#src/http/incoming/visible-text.js';
import { permittedScopes, splitScope } from '#src/smart/scopes/known-scopes.js';
import { parseSmartScope } from '#src/smart/scopes/smart-scope.js';
import { type RegistrationErrorCode, RegistrationRefusedError } from './errors.js';

/** What clients that register themselves may have. */
export interface RegistrationLimits {
  /** The scopes that they may have. */
  scope: string;
  /** The organisation’s own scopes (`scopes`). */
  ownScopes: string[];
  /** What an address must be before this server sends requests to it; undefined when the address is acceptable. */
  objectionTo(url: URL): string | undefined;
}

const MOST_ADDRESSES = 20;
const INVALID = 'invalid_client_metadata';
const INVISIBLE = 'must be visible text, without control characters';
const UNSEEN = 'must not contain spaces or invisible characters';
/** Scopes that a client gets refresh tokens for. */
const REFRESHING = ['offline_access', 'online_access'];

/**
 * Turns client metadata of RFC 7591 section 2 into the settings of a client, without its id. Members that have no
 * meaning here are ignored, as the RFC requires. So a client cannot register what only an administrator may set. The
 * rules of the configuration file check addresses, names and keys again.
 *
 * @throws RegistrationRefusedError for what those rules do not cover.
 */
export function settingsOfMetadata(
  metadata: Record<string, unknown>,
  limits: RegistrationLimits,
): Record<string, unknown> {
  if (metadata.software_statement !== undefined)
    throw new RegistrationRefusedError(
      'unapproved_software_statement',
      'software statements are not accepted; register without one',
    );
  const grantTypes = grants(metadata);
  checkResponseTypes(metadata, grantTypes);
  const method = optional(metadata, 'token_endpoint_auth_method', 'client_secret_basic');
  const forItself = grantTypes.includes('client_credentials');
  // SMART App Launch 2.2, "Backend Services": the client authenticates by key.
  if (forItself && method !== 'private_key_jwt')
    throw refused('token_endpoint_auth_method must be private_key_jwt for client_credentials');
  const name = optional(metadata, 'client_name', undefined);
  // Stricter than for a person’s name, because people tell apps apart by their names. Only the joiners that some
  // scripts and emoji need are permitted, between two characters.
  if (name !== undefined && /(?!(?<=.)[\u200c\u200d](?=.))[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u034f]/u.test(name))
    throw refused('client_name must not contain invisible characters');
  const keys = address(metadata, 'jwks_uri');
  const logoutUri = address(metadata, 'backchannel_logout_uri');
  for (const [member, uri] of Object.entries({ jwks_uri: keys, backchannel_logout_uri: logoutUri })) {
    if (uri === undefined) continue;
    const objection = URL.canParse(uri) ? limits.objectionTo(new URL(uri)) : 'must be https';
    if (objection !== undefined) throw refused(`${member} ${objection}`);
  }
  if (![undefined, null, true, false].includes(metadata.backchannel_logout_session_required as boolean))
    throw refused('backchannel_logout_session_required must be true or false');
  checkKeys(metadata.jwks);
  const launchUri = address(metadata, 'initiate_login_uri');
  const signsPeopleIn = grantTypes.includes('authorization_code');
  const granted = scope(metadata, grantTypes, limits);
  // Without one of these scopes a client gets no refresh tokens.
  const refreshes = REFRESHING.some((one) => splitScope(granted).includes(one));
  return withoutUndefined({
    clientName: name,
    tokenEndpointAuthMethod: method,
    jwks: method === 'private_key_jwt' ? metadata.jwks : undefined,
    jwksUri: method === 'private_key_jwt' ? keys : undefined,
    grantTypes: grantTypes.filter((grantType) => grantType !== 'refresh_token' || refreshes),
    clientUri: address(metadata, 'client_uri'),
    logoUri: address(metadata, 'logo_uri'),
    policyUri: address(metadata, 'policy_uri'),
    tosUri: address(metadata, 'tos_uri'),
    contacts: bounded(metadata, 'contacts'),
    scope: granted,
    ...(signsPeopleIn
      ? {
          applicationType: oneOf(metadata, 'application_type', ['native', 'web']),
          redirectUris: redirectUris(metadata),
          launchUris: launchUri === undefined ? undefined : [launchUri],
          postLogoutRedirectUris: addresses(metadata, 'post_logout_redirect_uris'),
          backchannelLogoutUri: logoutUri,
          idTokenAlgorithm: oneOf(metadata, 'id_token_signed_response_alg', SIGNING_ALGORITHMS),
        }
      : {}),
  });
}

/**
 * What was registered, under the names of RFC 7591 section 3.2.1. Members that have no meaning for such a client are
 * left out.
 */
export function metadataOfClient(client: ClientSettings): Record<string, unknown> {
  const signsPeopleIn = client.grantTypes.includes('authorization_code');
  return withoutUndefined({
    client_id: client.clientId,
    client_name: client.clientName,
    client_uri: client.clientUri,
    logo_uri: client.logoUri,
    policy_uri: client.policyUri,
    tos_uri: client.tosUri,
    contacts: client.contacts.length > 0 ? client.contacts : undefined,
    token_endpoint_auth_method: client.tokenEndpointAuthMethod,
    jwks: client.jwks,
    jwks_uri: client.jwksUri,
    grant_types: client.grantTypes,
    response_types: signsPeopleIn ? ['code'] : [],
    ...(signsPeopleIn
      ? {
          application_type: isNative(client) ? 'native' : 'web',
          redirect_uris: client.redirectUris,
          post_logout_redirect_uris: client.postLogoutRedirectUris,
          backchannel_logout_uri: client.backchannelLogoutUri,
          backchannel_logout_session_required: client.backchannelLogoutUri === undefined ? undefined : true,
          initiate_login_uri: client.launchUris[0],
          id_token_signed_response_alg: client.idTokenAlgorithm,
        }
      : {}),
    scope: client.scope,
  });
}

/** RFC 7591 section 2: the default is `authorization_code`. */
function grants(metadata: Record<string, unknown>): string[] {
  const grantTypes = texts(metadata, 'grant_types') ?? ['authorization_code'];
  if (grantTypes.includes('refresh_token') && !grantTypes.includes('authorization_code'))
    throw refused('grant_types: refresh_token requires authorization_code');
  return grantTypes;
}

function checkResponseTypes(metadata: Record<string, unknown>, grantTypes: string[]): void {
  const responseTypes = texts(metadata, 'response_types');
  if (responseTypes === undefined) return;
  const wanted = grantTypes.includes('authorization_code') ? 'code' : '';
  if (responseTypes.join() !== wanted)
    throw refused(
      'response_types must be ["code"] with the grant type authorization_code, and empty without it',
    );
}

/**
 * The asked scopes that clients which register themselves may have; all of them when none are asked for. An app that
 * signs people in gets no `system/` scope. A client that acts for itself gets only `system/` scopes. A client without
 * refresh tokens gets no scope for them.
 */
function scope(metadata: Record<string, unknown>, grantTypes: string[], limits: RegistrationLimits): string {
  const asked = optional(metadata, 'scope', limits.scope);
  const level = (text: string) => parseSmartScope(text)?.level;
  const granted = permittedScopes(splitScope(asked), limits.scope, limits.ownScopes)
    .filter((text) =>
      grantTypes.includes(level(text) === 'system' ? 'client_credentials' : 'authorization_code'),
    )
    .filter((text) => grantTypes.includes('refresh_token') || !REFRESHING.includes(text));
  if (granted.length === 0) throw refused('scope: clients cannot register any of these scopes');
  if (grantTypes.includes('client_credentials') && !granted.some((text) => level(text) === 'system'))
    throw refused('grant_types: client_credentials requires a system/ scope that clients can register');
  return granted.join(' ');
}

function redirectUris(metadata: Record<string, unknown>): string[] | undefined {
  const uris = addresses(metadata, 'redirect_uris');
  for (const uri of uris ?? []) {
    const wrong = (why: string) => new RegistrationRefusedError('invalid_redirect_uri', `${uri} ${why}`);
    if (!URL.canParse(uri)) throw wrong('is not an absolute URL');
    const { protocol } = new URL(uri);
    if (protocol === 'https:') continue;
    if (protocol === 'http:') {
      if (!isLoopback(new URL(uri))) throw wrong('must be https, or http on the device itself');
      continue;
    }
    // RFC 8252 section 7.1: the scheme of an app is a domain name of its developer, in reverse order.
    if (!protocol.includes('.'))
      throw wrong('must be https, or have a scheme that contains a dot (RFC 8252)');
  }
  return uris;
}

function address(metadata: Record<string, unknown>, name: string): string | undefined {
  const uri = optional(metadata, name, undefined);
  if (uri !== undefined && holdsUnseen(uri)) throw refused(`${name} ${UNSEEN}`);
  return uri;
}

function addresses(metadata: Record<string, unknown>, name: string): string[] | undefined {
  const code = name === 'redirect_uris' ? 'invalid_redirect_uri' : undefined;
  const uris = bounded(metadata, name, code);
  if (uris?.some(holdsUnseen)) throw new RegistrationRefusedError(code ?? INVALID, `${name} ${UNSEEN}`);
  return uris;
}

function bounded(
  metadata: Record<string, unknown>,
  name: string,
  code?: RegistrationErrorCode,
): string[] | undefined {
  const list = texts(metadata, name, code);
  if (list && list.length > MOST_ADDRESSES)
    throw refused(`${name} must contain at most ${MOST_ADDRESSES} addresses`);
  return list;
}

/**
 * Refuses invisible characters in keys: key values have only letters and digits, and a key is found by its exact name.
 */
function checkKeys(value: unknown): void {
  if (typeof value === 'string' && holdsUnseen(value)) throw refused(`jwks ${UNSEEN}`);
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(checkKeys);
}

function texts(
  metadata: Record<string, unknown>,
  name: string,
  code: RegistrationErrorCode = INVALID,
): string[] | undefined {
  const value = metadata[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string'))
    throw new RegistrationRefusedError(code, `${name} must be a list of strings`);
  if (!value.every(isVisibleText)) throw new RegistrationRefusedError(code, `${name} ${INVISIBLE}`);
  return [...new Set(value)];
}

function optional<T extends string | undefined>(
  metadata: Record<string, unknown>,
  name: string,
  absent: T,
): string | T {
  const value = metadata[name];
  // RFC 7591 section 2 has no empty values. `null` counts as absent.
  if (value === undefined || value === null) return absent;
  if (typeof value !== 'string') throw refused(`${name} must be text`);
  if (!isVisibleText(value)) throw refused(`${name} ${INVISIBLE}`);
  return value;
}

function oneOf(
  metadata: Record<string, unknown>,
  name: string,
  values: readonly string[],
): string | undefined {
  const value = optional(metadata, name, undefined);
  if (value === undefined || values.includes(value)) return value;
  throw refused(`${name} must be one of ${values.join(', ')}`);
}

function refused(message: string): RegistrationRefusedError {
  return new RegistrationRefusedError(INVALID, message);
}

function withoutUndefined(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
