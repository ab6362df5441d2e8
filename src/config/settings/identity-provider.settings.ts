import { ArrayNotEmpty, IsArray, IsBoolean, IsIn, IsOptional, IsString, Length } from 'class-validator';
import { Setting } from '../setting.js';
import { IsPathName, IsWebUrl } from './validators.js';

/** A claim of the ID token to keep with the account. */
export class ClaimCopySettings {
  @Setting(
    'The claim: its exact name (`extn.fhirUser`), or a JSON Pointer for a nested one (`/realm_access/roles`).',
  )
  @IsString({ message: 'must be text' })
  @Length(1, 256, { message: 'must be 1 to 256 characters' })
  key!: string;

  @Setting('The name to keep it under. `fhirUser` makes it a source of the person’s FHIR resource.', {
    defaultText: 'the claim’s own name',
  })
  @IsOptional()
  @Length(1, 256, { message: 'must be 1 to 256 characters' })
  copyAs?: string;
}

/** One search parameter of the search that finds a person's Practitioner or Patient. */
export class FhirUserLookupSettings {
  @Setting('A FHIR search parameter, such as `identifier` or `email`.')
  @IsString({ message: 'must be text' })
  searchParameterName!: string;

  @Setting(
    'The value with numbered holes, such as `https://myidentifiersystem|{0}`; absent means the claim as it is.',
    {
      defaultText: 'the claim’s value',
    },
  )
  @IsOptional()
  @Length(1, 512, { message: 'must be 1 to 512 characters' })
  searchParameterValueTemplate?: string;

  @Setting('The claims that fill the holes: the first fills `{0}`, the second `{1}`, and so on.')
  @IsArray({ message: 'must be a list of claim names' })
  @ArrayNotEmpty({ message: 'must name at least one claim' })
  @IsString({ each: true, message: 'must hold claim names' })
  copySearchParameterValuesFromClaims!: string[];
}

/** An OpenID Connect provider that people sign in at. */
export class IdentityProviderSettings {
  @Setting('Unique short name; part of the redirect URI to register: `<issuer>/federation/<scheme>/signin`.')
  @IsPathName()
  scheme!: string;

  @Setting('What people read on the button.', { defaultText: 'the scheme' })
  @IsOptional()
  @Length(1, 80, { message: 'must be 1 to 80 characters' })
  displayName?: string;

  @Setting('The provider’s issuer URL; its `/.well-known/openid-configuration` is read from there.')
  @IsWebUrl()
  authority!: string;

  @Setting('Our registration at the provider: client id.')
  @IsString({ message: 'must be text' })
  @Length(1, 255, { message: 'must be 1 to 255 characters' })
  clientId!: string;

  @Setting('Our registration at the provider: client secret.', { secret: true })
  @IsString({ message: 'must be text' })
  @Length(1, 1024, { message: 'must be 1 to 1024 characters' })
  clientSecret!: string;

  @Setting('Scopes to ask for, separated by spaces.')
  @IsString({ message: 'must be text' })
  scope: string = 'openid profile email';

  @Setting('`issuer` to expect in ID tokens when it differs from the authority.', {
    defaultText: 'the authority',
  })
  @IsOptional()
  @IsWebUrl()
  issuer?: string;

  @Setting('`authorization_endpoint`; with the two below, no discovery is needed.', {
    defaultText: 'discovered',
  })
  @IsOptional()
  @IsWebUrl()
  authorizationEndpoint?: string;

  @Setting('`token_endpoint`.', { defaultText: 'discovered' })
  @IsOptional()
  @IsWebUrl()
  tokenEndpoint?: string;

  @Setting('`jwks_uri`: the provider’s signing keys.', { defaultText: 'discovered' })
  @IsOptional()
  @IsWebUrl()
  jwksUri?: string;

  @Setting('How we authenticate at the provider’s token endpoint.')
  @IsIn(['client_secret_basic', 'client_secret_post'], {
    message: 'must be client_secret_basic or client_secret_post',
  })
  clientAuthentication: 'client_secret_basic' | 'client_secret_post' = 'client_secret_basic';

  @Setting('Signature algorithms accepted in ID tokens; asymmetric ones only.', { defaultText: 'RS256' })
  @IsArray({ message: 'must be a list' })
  @ArrayNotEmpty({ message: 'must not be empty' })
  @IsIn(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'], {
    each: true,
    message: 'may hold RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA',
  })
  idTokenSigningAlgorithms: string[] = ['RS256'];

  @Setting(
    'How an account made beforehand is recognised at the first sign-in, tried in this order: `oid`, `email`, `sub` or another claim, compared with the account’s external id (`email`: with its e-mail address, and only a verified one).',
    { defaultText: 'oid, then email' },
  )
  @IsArray({ message: 'must be a list' })
  @IsString({ each: true, message: 'must hold claim names' })
  accountMatch: string[] = ['oid', 'email'];

  @Setting('Claims that say the e-mail address is verified; only `true` counts.', {
    defaultText: 'email_verified, xms_edov',
  })
  @IsArray({ message: 'must be a list' })
  @IsString({ each: true, message: 'must hold claim names' })
  verifiedEmailClaims: string[] = ['email_verified', 'xms_edov'];

  @Setting('Whether to create a local, password-less account at the first sign-in of an unknown person.')
  @IsBoolean({ message: 'must be true or false' })
  allowAutoProvision: boolean = false;

  @Setting(
    'Create accounts only for members of one of these groups (object id or name, as the provider sends them).',
    {
      defaultText: 'no group needed',
    },
  )
  @IsOptional()
  @IsArray({ message: 'must be a list' })
  @ArrayNotEmpty({ message: 'must not be empty: remove the setting to let every group in' })
  @Length(1, 256, { each: true, message: 'must hold group ids or names' })
  autoProvisionFromSecurityGroup?: string[];

  @Setting('The claim that lists the person’s groups.')
  @IsString({ message: 'must be text' })
  groupsClaim: string = 'groups';

  @Setting('Claims to keep with the account; overwritten at every sign-in.', { of: () => ClaimCopySettings })
  @IsArray({ message: 'must be a list' })
  userClaimsFromIdToken: ClaimCopySettings[] = [];

  @Setting('How to find the person’s Practitioner or Patient by search; all entries must match together.', {
    of: () => FhirUserLookupSettings,
  })
  @IsArray({ message: 'must be a list' })
  fhirUserLookupClaimsMapping: FhirUserLookupSettings[] = [];
}

/** The section that other servers’ settings files call `ExternalIdentityProviders`. */
export class ExternalIdentityProvidersSettings {
  @Setting('The providers, in the order of their buttons.', { of: () => IdentityProviderSettings })
  @IsArray({ message: 'must be a list' })
  identityProvider: IdentityProviderSettings[] = [];
}
