import {
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import { foldKey, Setting } from '../setting.js';
import { ClaimCopySettings, FhirUserLookupSettings } from './claim-mapping.settings.js';
import {
  PRESETS,
  IDENTITY_PROVIDER_KINDS,
  type IdentityProviderDefaults,
} from './identity-provider-presets.js';
import { IdentityProviderRegistrationSettings } from './identity-provider-registration.settings.js';
import { NotMatches, OWN_PATHS } from './validators.js';

/** Spellings of "no", and the empty text. */
export const NOT_VERIFIED = /^\s*(false|0|no)?\s*$/i;

const LOGOUT_METHODS = ['localOnly', 'singleSignout'] as const;
export const GRAPH_CLOUDS = ['global', 'usGovernment', 'usGovernmentDoD', 'china'] as const;

/** An OpenID Connect identity provider at which people sign in. */
export class IdentityProviderSettings extends IdentityProviderRegistrationSettings {
  @Setting(
    'The claims that find an account made beforehand at the first sign-in, tried in this order: `oid`, `email`, `sub` or another claim. `email` is compared with the account’s e-mail address, and only if it is verified; other claims are compared with the account’s external id.',
    { defaultText: 'oid, then email' },
  )
  @IsArray({ message: 'must be a list' })
  @IsString({ each: true, message: 'must hold claim names' })
  accountMatch: string[] = ['oid', 'email'];

  @Setting(
    '`automatic`: accountMatch links an account made beforehand at the first sign-in. `oneTimeCode`: accountMatch links nobody. The person uses a password or an invitation, and then enters a code that is mailed to the address of the account.',
  )
  @IsIn(['automatic', 'oneTimeCode'], { message: 'must be automatic or oneTimeCode' })
  linking: 'automatic' | 'oneTimeCode' = 'automatic';

  @Setting(
    'Schemes of other identity providers whose people this one may speak for. If accountMatch finds an account that is linked there, the account also gets a link to this identity provider. `sub` does not count for this, because another identity provider’s `sub` means nothing here. Without this setting an account that is linked elsewhere is never matched.',
    { defaultText: 'none' },
  )
  @IsArray({ message: 'must be a list' })
  @IsString({ each: true, message: 'must hold schemes' })
  linkTo: string[] = [];

  @Setting(
    'Further claims that together identify a person and never change, beside issuer and subject; for Entra `tid` and `oid`.',
    { defaultText: 'none' },
  )
  @IsArray({ message: 'must be a list' })
  @IsString({ each: true, message: 'must hold claim names' })
  alternateKeyClaims: string[] = [];

  @Setting(
    'When an e-mail address may identify a person, for accounts and for searches. `never`. `whenVerified`: if the identity provider says that it is verified. `always`: whatever the identity provider says, because you vouch for the domains in trustEmailDomains.',
  )
  @IsIn(['never', 'whenVerified', 'always'], { message: 'must be never, whenVerified or always' })
  trustEmail: 'never' | 'whenVerified' | 'always' = 'whenVerified';

  @Setting(
    'The e-mail domains this identity provider may vouch for. An address of another domain identifies nobody. Exact domains, without their subdomains. Needed with `trustEmail: always`, and where there are several identity providers.',
    { defaultText: 'every domain with one identity provider; none with several' },
  )
  @ValidateIf(
    (provider: IdentityProviderSettings) =>
      provider.trustEmail === 'always' || provider.trustEmailDomains?.length !== 0,
  )
  @IsArray({ message: 'must be a list' })
  @ArrayNotEmpty({ message: 'must name the domains you vouch for, when trustEmail is always' })
  @Matches(/^[\p{L}\p{M}\p{N}-]+(\.[\p{L}\p{M}\p{N}-]+)+$/u, {
    each: true,
    message: 'must hold domains, such as hospital.example',
  })
  trustEmailDomains: string[] = [];

  @Setting(
    'Whether another identity provider may vouch for the same e-mail domains. Both must set this to `true`. Each may then name every person of these domains.',
  )
  @IsBoolean({ message: 'must be true or false' })
  shareEmailDomains: boolean = false;

  @Setting(
    'Claims that say that the e-mail address is verified: by `true` (also as text; `xms_edov` also by `1`), or by a list with the address in it, such as `verified_primary_email`.',
    {
      defaultText: 'email_verified, xms_edov',
    },
  )
  @IsArray({ message: 'must be a list' })
  @IsString({ each: true, message: 'must hold claim names' })
  verifiedEmailClaim: string[] = ['email_verified', 'xms_edov'];

  @Setting(
    'Further spellings of "verified" in those claims, for an identity provider with a spelling of its own, such as `TRUE`, `1` or `yes`.',
    { defaultText: 'none' },
  )
  @IsArray({ message: 'must be a list' })
  @IsString({ each: true, message: 'must hold text' })
  @NotMatches(NOT_VERIFIED, { each: true, message: 'must not hold what means "not verified"' })
  verifiedEmailValues: string[] = [];

  @Setting('Whether to make an account, without a password, at the first sign-in of an unknown person.')
  @IsBoolean({ message: 'must be true or false' })
  allowAutoProvision: boolean = false;

  @Setting(
    'Make accounts only for members of one of these groups (object id or name, as the identity provider sends them).',
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

  @Setting(
    'What it means when the claim is missing. `none`: this identity provider leaves the claim out for people in no group. `unknown`: the groups are not known, so nobody is let in because of them. A list that is left out because it is too long never means `none`.',
    { defaultText: 'unknown; none with `kind: keycloak`' },
  )
  @IsIn(['none', 'unknown'], { message: 'must be none or unknown' })
  absentGroups: 'none' | 'unknown' = 'unknown';

  @Setting(
    'The number of groups at which this identity provider shortens the list. A list with exactly this number is not trusted.',
    {
      defaultText: 'none',
    },
  )
  @IsOptional()
  @IsInt({ message: 'must be a whole number' })
  groupsLimit?: number;

  @Setting(
    'When the groups are checked: `provisioning`, before an account is made; `everySignIn`, also at every later sign-in.',
  )
  @IsIn(['provisioning', 'everySignIn'], { message: 'must be provisioning or everySignIn' })
  securityGroupCheck: 'provisioning' | 'everySignIn' = 'provisioning';

  @Setting(
    'Whether the access that a person has here through this identity provider ends when it refuses them: when they are in none of the groups any more, or come back with `access_denied` (at Entra also as not assigned: AADSTS50105).',
    { defaultText: 'true where securityGroupCheck is everySignIn' },
  )
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  endAccessWhenRefused?: boolean;

  @Setting(
    'Minutes after which a refresh here asks the identity provider whether it still lets the person in, with the refresh token from the sign-in. When the answer is no (`invalid_grant`), the access that the person has here through it ends. Without this check, Wardkey does not learn when a person is disabled there. Needs a refresh token: most identity providers give one for `offline_access` in `scope`. While the identity provider does not answer, `fhirUser.whenUnavailable` decides.',
    { defaultText: 'never asked' },
  )
  @IsOptional()
  @IsInt({ message: 'must be a whole number of minutes' })
  @Min(1, { message: 'must be 1 to 43200' })
  @Max(43_200, { message: 'must be 1 to 43200' })
  revalidateMinutes?: number;

  @Setting('When a claim is missing: `keep` keeps the value from before; `mirror` removes it.')
  @IsIn(['keep', 'mirror'], { message: 'must be keep or mirror' })
  sync: 'keep' | 'mirror' = 'keep';

  @Setting(
    'Whether `given_name`, `family_name`, `preferred_username`, `locale` and `profile` are kept without being named in userClaimsFromIdToken. Apps get them by the scope `profile`.',
  )
  @IsBoolean({ message: 'must be true or false' })
  keepProfileClaims: boolean = true;

  @Setting('Claims to keep with the account; overwritten at every sign-in.', { of: () => ClaimCopySettings })
  @IsArray({ message: 'must be a list' })
  userClaimsFromIdToken: ClaimCopySettings[] = [];

  @Setting('How to find the person’s Practitioner or Patient by search; all entries must match together.', {
    of: () => FhirUserLookupSettings,
  })
  @IsArray({ message: 'must be a list' })
  fhirUserLookupClaimsMapping: FhirUserLookupSettings[] = [];

  @Setting(
    'A picture on the button, beside its name: the path of an .svg or .png file, or a `data:image/png;base64,` or `data:image/svg+xml;base64,` address; at most 64 KiB. In the database: a `data:` address.',
    { defaultText: 'none' },
  )
  @IsOptional()
  @IsString({ message: 'must be text' })
  logo?: string;

  @Setting(
    'E-mail domains whose people sign in here. With them the page asks for the e-mail address first and goes straight to the right identity provider. Exact domains, without their subdomains.',
    { defaultText: 'none' },
  )
  @IsArray({ message: 'must be a list' })
  @Matches(/^[\p{Ll}\p{Lo}\p{M}\p{N}-]+(\.[\p{Ll}\p{Lo}\p{M}\p{N}-]+)+$/u, {
    each: true,
    message: 'must hold domains in lower case, such as hospital.example',
  })
  domains: string[] = [];

  @Setting(
    '`localOnly`: signing out here ends only the session here. `singleSignout`: the browser then goes on to the identity provider, to sign out there, too.',
    { spellings: LOGOUT_METHODS },
  )
  @IsIn(LOGOUT_METHODS, { message: 'must be localOnly or singleSignout' })
  logoutMethod: (typeof LOGOUT_METHODS)[number] = 'localOnly';

  @Setting(
    'What to do when Entra leaves groups out because there are too many. `off`: the groups stay unknown, and nobody is let in because of them. `graph`: Wardkey asks Microsoft Graph with its own registration (application permission GroupMember.Read.All).',
  )
  @IsIn(['off', 'graph'], { message: 'must be off or graph' })
  groupOverage: 'off' | 'graph' = 'off';

  @Setting(
    'The Microsoft Graph that is asked: global, usGovernment, usGovernmentDoD or china. The hosts are fixed; Wardkey never uses an address in a token.',
  )
  @IsIn(GRAPH_CLOUDS, { message: `must be one of ${GRAPH_CLOUDS.join(', ')}` })
  graphCloud: (typeof GRAPH_CLOUDS)[number] = 'global';

  @Setting(
    'Path of our redirect URI, if Wardkey is registered already with another path, such as `/process_sso`.',
    {
      defaultText: '`/federation/<scheme>/signin`',
    },
  )
  @IsOptional()
  @Matches(/^(\/[A-Za-z0-9._~-]+)+$/, { message: 'must be a path such as /process_sso' })
  @NotMatches(OWN_PATHS, { message: 'must not be a path that has a meaning here already' })
  callbackPath?: string;

  /** The defaults of the kind that a settings file names; see identity-provider-presets. */
  static defaultsFor(tree: Record<string, unknown>): IdentityProviderDefaults {
    const key = Object.keys(tree).find((one) => foldKey(one) === 'kind');
    const kind = IDENTITY_PROVIDER_KINDS.find((one) => one === tree[key ?? '']);
    return kind ? PRESETS[kind] : {};
  }
}

/** The section that other servers’ settings files call `ExternalIdentityProviders`. */
export class ExternalIdentityProvidersSettings {
  @Setting('The identity providers, in the order of their buttons.', { of: () => IdentityProviderSettings })
  @IsArray({ message: 'must be a list' })
  identityProvider: IdentityProviderSettings[] = [];

  @Setting(
    'Whether identity providers may also be kept in the database and managed while the server runs (`wardkey provider`). Those in the file always win.',
  )
  @IsBoolean({ message: 'must be true or false' })
  databaseProviders: boolean = true;
}
