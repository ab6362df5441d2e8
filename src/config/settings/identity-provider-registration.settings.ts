import {
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  Length,
  ValidateIf,
} from 'class-validator';
import { Setting } from '../setting.js';
import { IDENTITY_PROVIDER_KINDS, type IdentityProviderKind } from './identity-provider-presets.js';
import {
  CLIENT_AUTHENTICATION_METHODS,
  type ClientAuthenticationMethod,
} from '#src/http/outgoing/client-authentication.js';
import { AreAuthorizationParameters } from './authorization-parameters.js';
import { IsIssuer, IsPathName, IsPrivateKey, IsWebUrl } from './validators.js';

const PUSHED_REQUESTS = ['whenRequired', 'always'] as const;
/** The endpoints that a sign-in needs. */
const ENDPOINTS = ['authorizationEndpoint', 'tokenEndpoint', 'jwksUri'] as const;

/**
 * This server's registration at an OpenID Connect identity provider: its addresses, how requests are made there, and
 * how its answers are verified.
 */
export class IdentityProviderRegistrationSettings {
  @Setting('Unique short name; part of the redirect URI to register: `<issuer>/federation/<scheme>/signin`.')
  @IsPathName()
  scheme!: string;

  @Setting('The text of the button.', { defaultText: 'the scheme' })
  @IsOptional()
  @Length(1, 80, { message: 'must be 1 to 80 characters' })
  displayName?: string;

  @Setting(
    'The product of the identity provider, which sets defaults: generic, entraId, okta, auth0, surfconext, google, keycloak.',
  )
  @IsIn(IDENTITY_PROVIDER_KINDS, { message: `must be one of ${IDENTITY_PROVIDER_KINDS.join(', ')}` })
  kind: IdentityProviderKind = 'generic';

  @Setting(
    'Whether people may sign in at this identity provider. Switching it off also stops logins that are under way.',
  )
  @IsBoolean({ message: 'must be true or false' })
  enabled: boolean = true;

  @Setting(
    'The issuer URL of the identity provider. Wardkey reads `/.well-known/openid-configuration` there. Not needed if `issuer`, `authorizationEndpoint`, `tokenEndpoint` and `jwksUri` are all set.',
  )
  @ValidateIf(
    (provider: IdentityProviderRegistrationSettings) =>
      provider.authority !== undefined || provider.missingInPlaceOfAuthority.length > 0,
  )
  @IsIssuer((provider) => inPlaceOfAuthority(provider as IdentityProviderRegistrationSettings))
  authority?: string;

  @Setting('Our registration at the identity provider: client id.')
  @IsString({ message: 'must be text' })
  @Length(1, 255, { message: 'must be 1 to 255 characters' })
  clientId!: string;

  @Setting(
    'Our registration at the identity provider: client secret. Not needed with `private_key_jwt` or `responseType: id_token`.',
    {
      secret: true,
    },
  )
  @ValidateIf(
    (provider: IdentityProviderRegistrationSettings) =>
      provider.clientSecret !== undefined || provider.needsClientSecret,
  )
  @IsString({ message: 'must be text' })
  @Length(1, 1024, { message: 'must be 1 to 1024 characters' })
  clientSecret?: string;

  @Setting('Scopes to ask for, separated by spaces.')
  @IsString({ message: 'must be text' })
  scope: string = 'openid profile email';

  @Setting(
    '`code`: authorization code. `id_token`: implicit with form_post, for Entra registrations that are set up so; it needs no client secret, but the token has at most five groups.',
  )
  @IsIn(['code', 'id_token'], { message: 'must be code or id_token' })
  responseType: 'code' | 'id_token' = 'code';

  @Setting(
    'Private keys for ID tokens that the identity provider encrypts: a JWK as JSON text, or a JWK Set with several (`wardkey provider keys` makes them). With several keys, tokens for the old key are still opened while you change keys. With this setting an ID token that is not encrypted is refused.',
    { secret: true },
  )
  @IsOptional()
  @IsPrivateKey('enc')
  idTokenDecryptionKey?: string;

  @Setting(
    'Private keys for answers of the userinfo endpoint, in the same form. With this setting an answer that is not encrypted is refused. Without it, answers may be encrypted for `idTokenDecryptionKey`, or not encrypted.',
    { secret: true, defaultText: 'none' },
  )
  @IsOptional()
  @IsPrivateKey('enc')
  userinfoDecryptionKey?: string;

  @Setting('`issuer` to expect in ID tokens when it differs from the authority.', {
    defaultText: 'the authority',
  })
  @IsOptional()
  @IsIssuer()
  issuer?: string;

  @Setting(
    '`authorization_endpoint`. If this setting, the two below, and `issuer` or `authority` are set, people can sign in without the discovery document.',
    {
      defaultText: 'discovered',
    },
  )
  @IsOptional()
  @IsWebUrl()
  authorizationEndpoint?: string;

  @Setting('`token_endpoint`.', { defaultText: 'discovered' })
  @IsOptional()
  @IsWebUrl()
  tokenEndpoint?: string;

  @Setting('`jwks_uri`: the signing keys of the identity provider.', { defaultText: 'discovered' })
  @IsOptional()
  @IsWebUrl()
  jwksUri?: string;

  @Setting('Other spellings of the issuer that mean the same identity provider.', { defaultText: 'none' })
  @IsArray({ message: 'must be a list' })
  @IsString({ each: true, message: 'must hold issuers' })
  issuerAliases: string[] = [];

  @Setting(
    'Ids of the directories (tenants) whose people may sign in, where one issuer serves many: `{tenantid}` in the issuer stands for each. Without this list nobody can sign in at such an identity provider.',
    { defaultText: 'none' },
  )
  @IsArray({ message: 'must be a list' })
  @IsString({ each: true, message: 'must hold tenant ids' })
  tenants: string[] = [];

  @Setting('`userinfo_endpoint`.', { defaultText: 'discovered' })
  @IsOptional()
  @IsWebUrl()
  userinfoEndpoint?: string;

  @Setting('`pushed_authorization_request_endpoint` (RFC 9126).', { defaultText: 'discovered' })
  @IsOptional()
  @IsWebUrl()
  pushedAuthorizationRequestEndpoint?: string;

  @Setting('`end_session_endpoint`, for `logoutMethod: singleSignout`.', { defaultText: 'discovered' })
  @IsOptional()
  @IsWebUrl()
  endSessionEndpoint?: string;

  @Setting('`always`: also read claims at the userinfo endpoint; the ID token’s own claims win.')
  @IsIn(['never', 'always'], { message: 'must be never or always' })
  userinfo: 'never' | 'always' = 'never';

  @Setting(
    `How we authenticate at the token endpoint of the identity provider: ${CLIENT_AUTHENTICATION_METHODS.join(', ')}.`,
  )
  @IsIn(CLIENT_AUTHENTICATION_METHODS, {
    message: `must be one of ${CLIENT_AUTHENTICATION_METHODS.join(', ')}`,
  })
  clientAuthentication: ClientAuthenticationMethod = 'client_secret_basic';

  @Setting(
    'Private key for `private_key_jwt`: a JWK as JSON text, with `x5t` or `x5t#S256` in it for Entra’s certificates; or a JWK Set, whose first key that may sign is used (`wardkey provider keys` makes them). The public part is published at `<issuer>/federation/<scheme>/jwks`.',
    { secret: true },
  )
  @ValidateIf(
    (provider: IdentityProviderRegistrationSettings) =>
      provider.clientPrivateKey !== undefined || provider.clientAuthentication === 'private_key_jwt',
  )
  @IsPrivateKey('sig')
  clientPrivateKey?: string;

  @Setting(
    'Pushed authorization requests (RFC 9126). `whenRequired`: if the discovery document says `require_pushed_authorization_requests`. `always`: whatever the document says.',
  )
  @IsIn(PUSHED_REQUESTS, { message: `must be ${PUSHED_REQUESTS.join(' or ')}` })
  pushedAuthorizationRequests: (typeof PUSHED_REQUESTS)[number] = 'whenRequired';

  @Setting(
    'Further parameters of the authorization request that this identity provider knows, such as `domain_hint`, `hd` or `kc_idp_hint`. Parameters that Wardkey sets itself are refused.',
    { defaultText: 'none' },
  )
  @IsOptional()
  @AreAuthorizationParameters()
  authorizationParameters?: object;

  @Setting('`acr_values` to ask for.')
  @IsOptional()
  @Length(1, 1024, { message: 'must be 1 to 1024 characters' })
  acrValues?: string;

  @Setting(
    'How strongly people must have signed in there: every ID token must have one of these `acr` values. `acrValues` only asks; this setting checks.',
    { defaultText: 'none' },
  )
  @IsArray({ message: 'must be a list' })
  @IsString({ each: true, message: 'must hold acr values' })
  requiredAcr: string[] = [];

  @Setting(
    'Whether the `login_hint` of an app is sent on to this identity provider. The app can then suggest who signs in, and the identity provider receives what the app writes.',
  )
  @IsBoolean({ message: 'must be true or false' })
  forwardLoginHint: boolean = false;

  @Setting('`prompt` to send at every login, such as `select_account`.')
  @IsOptional()
  @IsIn(['login', 'select_account', 'consent'], { message: 'must be login, select_account or consent' })
  prompt?: string;

  @Setting(
    '`claims` request parameter (OpenID Connect Core 5.5), for identity providers that put claims into ID tokens only on request.',
  )
  @IsOptional()
  @IsObject({ message: 'must be an object such as {"id_token": {"email": null}}' })
  claimsParameter?: object;

  @Setting(
    'Signature algorithms accepted in ID tokens, logout tokens and signed userinfo; asymmetric ones only.',
    { defaultText: 'RS256' },
  )
  @IsArray({ message: 'must be a list' })
  @ArrayNotEmpty({ message: 'must not be empty' })
  @IsIn(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'], {
    each: true,
    message: 'may hold RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA',
  })
  idTokenSigningAlgorithms: string[] = ['RS256'];

  /** The issuer its tokens must name. */
  get expectedIssuer(): string {
    return this.issuer ?? this.authority!;
  }

  /** Whether the settings name every endpoint that a sign-in needs, so that nothing has to be discovered. */
  get namesItsEndpoints(): boolean {
    return missingIn(this, ENDPOINTS).length === 0;
  }

  /** The settings that are missing for an identity provider without an authority. */
  get missingInPlaceOfAuthority(): string[] {
    return missingIn(this, ['issuer', ...ENDPOINTS]);
  }

  /** Whether the code flow here needs a secret. */
  get needsClientSecret(): boolean {
    return this.responseType === 'code' && this.clientAuthentication !== 'private_key_jwt';
  }
}

/** Which of these settings are missing. The implicit flow has no token endpoint. */
function missingIn(
  provider: IdentityProviderRegistrationSettings,
  settings: ReadonlyArray<'issuer' | (typeof ENDPOINTS)[number]>,
): string[] {
  return settings.filter(
    (name) =>
      provider[name] === undefined && !(name === 'tokenEndpoint' && provider.responseType === 'id_token'),
  );
}

function inPlaceOfAuthority(provider: IdentityProviderRegistrationSettings): string {
  const missing = provider.missingInPlaceOfAuthority.join(', ');
  return `or, without one, all of issuer, ${ENDPOINTS.join(', ')} must be given (missing: ${missing})`;
}
