import {
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  ValidateIf,
} from 'class-validator';
import { Setting } from '../setting.js';
import { IsInstant, IsPathName, IsWebUrl } from './validators.js';

/** Methods of RFC 7591 `token_endpoint_auth_method` that are accepted. */
export const CLIENT_AUTHENTICATION_METHODS = [
  'none',
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
] as const;

export const GRANT_TYPES = ['authorization_code', 'refresh_token', 'client_credentials'] as const;

/** The algorithms that sign ID tokens and access tokens. Every library supports the first. */
export const SIGNING_ALGORITHMS = ['RS256', 'ES256'] as const;

/** Whether a client authenticates by a secret. */
export function usesSecret(client: Pick<ClientSettings, 'tokenEndpointAuthMethod'>): boolean {
  return (
    client.tokenEndpointAuthMethod === 'client_secret_basic' ||
    client.tokenEndpointAuthMethod === 'client_secret_post'
  );
}

// RFC 6749 section 2.3.1 form-encodes the secret in the Basic header, and many clients do not do it. With these
// characters both forms are the same.
const SECRET = /^[A-Za-z0-9._~-]{16,255}$/;
const SECRET_MESSAGE =
  'must be 16 to 255 letters, digits, hyphens, dots, underscores or tildes when the client authenticates by secret';

/** One of several secrets, so that a client can change to a new one before the old one ends. */
export class ClientSecretSettings {
  @Setting('The secret.', { secret: true })
  @Matches(SECRET, { message: SECRET_MESSAGE })
  value!: string;

  @Setting('The time from which it is refused, such as `2026-12-31T23:59:59Z`.', { defaultText: 'never' })
  @IsOptional()
  @IsInstant()
  expiresAt?: string;
}

/** A SMART app, a backend service or a resource server; names follow RFC 7591 client metadata. */
export class ClientSettings {
  @Setting('`client_id`.')
  @Matches(/^(?!wardkey-internal-|wardkey-admin$)[\x21-\x7e]{1,255}$/, {
    message:
      'must be 1 to 255 printable ASCII characters without spaces, not begin with wardkey-internal-, and not be wardkey-admin: these are clients of this server',
  })
  clientId!: string;

  @Setting(
    'Whether the client may be used. When it is switched off, it is refused everywhere from the next request on, and its tokens are not active any more.',
  )
  @IsBoolean({ message: 'must be true or false' })
  enabled: boolean = true;

  @Setting('`client_name`: what people read on the pages.', { defaultText: 'the client id' })
  @IsOptional()
  @Length(1, 120, { message: 'must be 1 to 120 characters' })
  clientName?: string;

  @Setting(
    '`token_endpoint_auth_method`: none (public app), client_secret_basic, client_secret_post, private_key_jwt.',
  )
  @IsIn(CLIENT_AUTHENTICATION_METHODS, {
    message: `must be one of ${CLIENT_AUTHENTICATION_METHODS.join(', ')}`,
  })
  tokenEndpointAuthMethod: (typeof CLIENT_AUTHENTICATION_METHODS)[number] = 'none';

  @Setting('`client_secret`, for the two methods that use one. Letters, digits, `-`, `.`, `_`, `~` only.', {
    secret: true,
  })
  @ValidateIf((client: ClientSettings) => usesSecret(client) && client.clientSecret !== undefined)
  @Matches(SECRET, { message: SECRET_MESSAGE })
  clientSecret?: string;

  @Setting(
    'Several secrets in place of `clientSecret`. Each works until it expires: add the new one, let the app change to it, then take the old one out.',
    { of: () => ClientSecretSettings, secret: true },
  )
  @IsOptional()
  @IsArray({ message: 'must be a list' })
  @ArrayNotEmpty({ message: 'must not be empty' })
  clientSecrets?: ClientSecretSettings[];

  @Setting('`jwks`: the public keys of a `private_key_jwt` client, inline.')
  @IsOptional()
  @IsObject({ message: 'must be a JSON Web Key Set ({"keys": [...]})' })
  jwks?: object;

  @Setting('`jwks_uri`: where a `private_key_jwt` client publishes its keys.')
  @IsOptional()
  @IsWebUrl()
  jwksUri?: string;

  @Setting('`grant_types`.', { defaultText: 'authorization_code and refresh_token' })
  @IsArray({ message: 'must be a list' })
  @ArrayNotEmpty({ message: 'must not be empty' })
  @IsIn(GRANT_TYPES, { each: true, message: `may hold ${GRANT_TYPES.join(', ')}` })
  grantTypes: string[] = ['authorization_code', 'refresh_token'];

  @Setting(
    '`application_type`: `native` for an app on the person’s device, `web` for one that is not. For a native app, and for every public client that is not marked as `web`, every port of `http://127.0.0.1` and `http://[::1]` is accepted (RFC 8252 section 7.3).',
    { defaultText: 'native for a client with a redirect URI of a scheme of its own' },
  )
  @IsOptional()
  @IsIn(['native', 'web'], { message: 'must be native or web' })
  applicationType?: 'native' | 'web';

  @Setting(
    '`redirect_uris`: exact addresses, compared character by character; no wildcards. Only the port of a loopback address may vary (`applicationType`).',
  )
  @IsArray({ message: 'must be a list' })
  // Browsers run the content of some schemes. No app returns to such an address.
  @Matches(/^(?!(javascript|data|vbscript|file|blob|about):)[a-z][a-z0-9+.-]*:[^\s#*\\]+$/, {
    each: true,
    message: 'must be absolute addresses without fragment or wildcard',
  })
  redirectUris: string[] = [];

  @Setting('Where an EHR opens the app (SMART App Launch, "EHR launch"): `iss` and `launch` are added to it.')
  @IsArray({ message: 'must be a list' })
  @IsWebUrl({ each: true })
  launchUris: string[] = [];

  @Setting(
    'Origins from which pages of the app may call the token endpoint, beside those of `redirectUris`: `https://app.example`, `capacitor://localhost`.',
  )
  @IsArray({ message: 'must be a list' })
  @Matches(/^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@*]+$/, {
    each: true,
    message: 'must be origins such as https://app.example: scheme and host, no path and no trailing slash',
  })
  allowedOrigins: string[] = [];

  @Setting('`post_logout_redirect_uris`: where the browser may return after sign-out.')
  @IsArray({ message: 'must be a list' })
  @IsWebUrl({ each: true })
  postLogoutRedirectUris: string[] = [];

  @Setting(
    '`scope`: what the client may ask for at most, separated by spaces. Without this setting: every scope of SMART, of OpenID Connect and of `scopes` that a person can allow. Scopes that a client gets for itself must be named: `system/` scopes, those of `resources`, and `__wardkey/` scopes.',
    { defaultText: 'whatever a person allows; nothing for the client itself' },
  )
  @IsOptional()
  @IsString({ message: 'must be text' })
  scope?: string;

  @Setting('`client_uri`: the home page of the app.')
  @IsOptional()
  @IsWebUrl()
  clientUri?: string;

  @Setting(
    '`logo_uri`: a picture of the app. Administrators see its address. The pages do not show it, because they load nothing from other servers.',
  )
  @IsOptional()
  @IsWebUrl()
  logoUri?: string;

  @Setting('`policy_uri`: what the app does with people’s data.')
  @IsOptional()
  @IsWebUrl()
  policyUri?: string;

  @Setting('`tos_uri`: the terms of the app.')
  @IsOptional()
  @IsWebUrl()
  tosUri?: string;

  @Setting('`contacts`: whom to ask about the app; usually e-mail addresses.')
  @IsArray({ message: 'must be a list' })
  @Matches(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,320}$/u, {
    each: true,
    message: 'must be texts of 1 to 320 characters that can be seen',
  })
  contacts: string[] = [];

  @Setting('Whether an administrator has checked who is behind this app; shown as a mark on the pages.')
  @IsBoolean({ message: 'must be true or false' })
  verified: boolean = false;

  @Setting(
    'Whether this client may introspect tokens of other clients (RFC 7662 section 2.1). `true` is for a FHIR server or another API: it may ask about tokens for itself. `resource` says which API it is, `fhirServer` which one of several FHIR servers. `all` is for gateways: tokens for every FHIR server and API, and those of clients that know OpenID Connect only.',
    { kind: 'boolean' },
  )
  @IsIn([true, false, 'all'], { message: 'must be true, false or all' })
  mayIntrospect: boolean | 'all' = false;

  @Setting('`id_token_signed_response_alg`: what its ID tokens are signed with, `RS256` or `ES256`.')
  @IsIn(SIGNING_ALGORITHMS, { message: 'must be RS256 or ES256' })
  idTokenAlgorithm: (typeof SIGNING_ALGORITHMS)[number] = 'RS256';

  @Setting(
    '`fhirUser` in ID tokens: `absolute` URL, or `relative` to the FHIR server (`Practitioner/1`) for apps that need that.',
  )
  @IsIn(['absolute', 'relative'], { message: 'must be absolute or relative' })
  fhirUserForm: 'absolute' | 'relative' = 'absolute';

  @Setting(
    'The schemes of the identity providers whose people may use this client. A session from another identity provider is not used for this client. `localLogin` says whether passwords may be used.',
    { defaultText: 'all identity providers' },
  )
  @IsOptional()
  @IsArray({ message: 'must be a list' })
  @ArrayNotEmpty({ message: 'must not be empty: remove the setting to let every provider in' })
  @IsPathName({ each: true })
  identityProviders?: string[];

  @Setting(
    'The name of a FHIR server. Requests of this client that name no server are about this one, for services that know OpenID Connect only. For a client with `mayIntrospect`: the FHIR server that this client is.',
    { defaultText: 'the default FHIR server, if there is one' },
  )
  @IsOptional()
  @IsPathName()
  fhirServer?: string;

  @Setting(
    'For a client with `mayIntrospect` that is not a FHIR server: the name of the API in `resources` that this client is.',
    { defaultText: 'none' },
  )
  @IsOptional()
  @IsPathName()
  resource?: string;

  @Setting(
    'PKCE: `required`, or `optional` for a service that does not support PKCE and authenticates by secret or key. SMART App Launch requires PKCE from every app.',
  )
  @IsIn(['required', 'optional'], { message: 'must be required or optional' })
  pkce: 'required' | 'optional' = 'required';

  @Setting(
    '`ask`: Wardkey asks people each time what the app may have. `remember`: it asks again only for more than they allowed before; for apps of your own organisation. For apps that register themselves Wardkey always asks.',
  )
  @IsIn(['ask', 'remember'], { message: 'must be ask or remember' })
  consent: 'ask' | 'remember' = 'ask';

  @Setting(
    '`backchannel_logout_uri`: where Wardkey tells the client that a person has signed out (OpenID Connect Back-Channel Logout 1.0). The client’s ID tokens then have a `sid`.',
  )
  @IsOptional()
  @IsWebUrl()
  @Matches(/^[^#]*$/, { message: 'must not have a fragment' })
  backchannelLogoutUri?: string;

  @Setting(
    'Claims in its ID tokens, for services that do not read userinfo: `name`, `email`, `groups`. Each only where a granted scope releases it (`profile`, `email`, or one of `scopes`).',
    { defaultText: 'none' },
  )
  @IsArray({ message: 'must be a list of claim names' })
  @Length(1, 256, { each: true, message: 'must hold claim names' })
  idTokenClaims: string[] = [];

  @Setting(
    'Claims in its access tokens, for services that read them there. Each only where a granted scope releases it. Every receiver of the token can read them.',
    { defaultText: 'none' },
  )
  @IsArray({ message: 'must be a list of claim names' })
  @Length(1, 256, { each: true, message: 'must hold claim names' })
  accessTokenClaims: string[] = [];

  @Setting('Also send `profile` with the value of `fhirUser`, as in SMART App Launch 1.0.')
  @IsBoolean({ message: 'must be true or false' })
  legacyProfileClaim: boolean = false;

  @Setting('How `fhirContext` is written for this app: `objects`, or `strings` as in SMART App Launch 2.0.')
  @IsIn(['objects', 'strings'], { message: 'must be objects or strings' })
  fhirContextForm: 'objects' | 'strings' = 'objects';

  @Setting(
    'Whether the token response has `authorization_details`, which say where the token can be used (experimental in SMART App Launch 2.2). Every FHIR server then needs its exact `fhirVersion`.',
  )
  @IsBoolean({ message: 'must be true or false' })
  authorizationDetails: boolean = false;

  @Setting(
    'Whether people may sign in to this app by password, if the global `localLogin` allows passwords. `disabled` is refused while an account has a password as its only way in and nobody has signed in at an identity provider yet.',
  )
  @IsIn(['enabled', 'disabled'], { message: 'must be enabled or disabled' })
  localLogin: 'enabled' | 'disabled' = 'enabled';
}
