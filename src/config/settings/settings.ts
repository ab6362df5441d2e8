import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { Setting } from '../setting.js';
import { ClientSettings } from './client.settings.js';
import { EgressSettings } from './egress.settings.js';
import { FHIR_USER_TYPES } from './fhir-user-types.js';
import { FhirServerSettings } from './fhir-server.settings.js';
import { ExternalIdentityProvidersSettings } from './identity-provider.settings.js';
import { AuditSettings } from './audit.settings.js';
import { AuditRetentionSettings } from './audit-retention.settings.js';
import { LimitsSettings } from './limits.settings.js';
import { LogSettings } from './log.settings.js';
import { MailSettings } from './mail.settings.js';
import { MetricsSettings } from './metrics.settings.js';
import { RegistrationSettings } from './registration.settings.js';
import { ResourceSettings } from './resource.settings.js';
import { ScopeSettings } from './scope.settings.js';
import { SigningKeysSettings } from './signing-keys.settings.js';
import { TracesSettings } from './traces.settings.js';
import { UserAccessBrandsSettings } from './user-access-brands.settings.js';
import { IsBareOrigin, IsNetworkList } from './validators.js';

/** Where the server listens. */
export class ListenSettings {
  @Setting('Address to listen on. The default is reachable from this machine only.')
  @IsString({ message: 'must be text' })
  host: string = '127.0.0.1';

  @Setting('Port to listen on.')
  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must be 0 to 65535' })
  @Max(65535, { message: 'must be 0 to 65535' })
  port: number = 3000;

  @Setting(
    'Proxies whose X-Forwarded-For header Wardkey trusts: addresses, networks (10.0.0.0/8) or `loopback`. Wardkey counts requests, and slows down sign-in attempts, by the address they come from. It also takes their X-Request-Id (for the log) and `traceparent` (for traces).',
    { defaultText: 'loopback' },
  )
  @IsArray({ message: 'must be a list' })
  @IsNetworkList()
  trustedProxies: string[] = ['loopback'];

  @Setting(
    'Seconds after SIGTERM for which new requests are still answered, while `/health/ready` says `down`: time for a load balancer to notice. 0 needs no load balancer, or one that sends a refused request to another process.',
  )
  @IsInt({ message: 'must be a whole number of seconds' })
  @Min(0, { message: 'must be 0 to 300' })
  @Max(300, { message: 'must be 0 to 300' })
  drainSeconds: number = 0;
}

/** Where this server stores its data. */
export class DatabaseSettings {
  @Setting('`sqlite:PATH` (embedded, one process) or `postgres://user:password@host:5432/name`.', {
    secret: true,
    defaultText: '`sqlite:<dataDirectory>/wardkey.sqlite`',
  })
  @IsOptional()
  @Matches(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/, {
    message: 'must be sqlite:PATH or postgres://user:password@host:5432/name',
  })
  url?: string;

  @Setting('Let TypeORM change the schema without migrations. For development only; refused in production.')
  @IsBoolean({ message: 'must be true or false' })
  synchronize: boolean = false;
}

/** The contact that people can ask for help. Shown on pages. */
export class HelpContactSettings {
  @Setting('Who helps, such as "IT service desk".')
  @Length(1, 80, { message: 'must be 1 to 80 characters' })
  name!: string;

  @Setting('Telephone number.')
  @IsOptional()
  @Length(1, 40, { message: 'must be 1 to 40 characters' })
  phone?: string;

  @Setting('E-mail address.')
  @IsOptional()
  @IsEmail({}, { message: 'must be an e-mail address' })
  email?: string;
}

/** How the pages present themselves. */
export class OrganisationSettings {
  @Setting('The name of the organisation; in titles and footers.')
  @Length(1, 80, { message: 'must be 1 to 80 characters' })
  name: string = 'Wardkey';

  @Setting('Whom people can ask for help.', { of: () => HelpContactSettings })
  @IsOptional()
  helpContact?: HelpContactSettings;

  @Setting('Accent colour of buttons and links, as #rrggbb.', { defaultText: 'a calm blue' })
  @IsOptional()
  @Matches(/^#[0-9a-fA-F]{6}$/, { message: 'must be a colour written as #rrggbb' })
  accentColour?: string;
}

/** The longest life of any token that this server signs, whatever the settings say, in seconds. */
export const LONGEST_TOKEN_SECONDS = 86_400;

/** How long tokens and sessions are valid. */
export class TokenSettings {
  @Setting('Seconds an access token is valid. SMART App Launch recommends one hour at most.')
  @IsInt({ message: 'must be a whole number of seconds' })
  @Min(60, { message: 'must be 60 to 86400' })
  @Max(LONGEST_TOKEN_SECONDS, { message: 'must be 60 to 86400' })
  accessTokenSeconds: number = 3600;

  // Three calendar months have up to 92 days, and certified servers must keep refresh tokens that long (ONC
  // 170.315(g)(10)).
  @Setting('Days a refresh token is valid. The days begin anew at every use.')
  @IsInt({ message: 'must be a whole number of days' })
  @Min(1, { message: 'must be 1 to 3650' })
  @Max(3650, { message: 'must be 1 to 3650' })
  refreshTokenDays: number = 100;

  @Setting(
    'Bytes that a kept claim may have in an ID token or an access token, written as JSON. A longer claim, such as a long list of groups, is left out of tokens, never cut; at userinfo it is whole.',
  )
  @IsInt({ message: 'must be a whole number of bytes' })
  @Min(64, { message: 'must be 64 to 65536' })
  @Max(65_536, { message: 'must be 64 to 65536' })
  claimBytes: number = 4096;

  @Setting('Hours without use after which a browser has to sign in again.')
  @IsInt({ message: 'must be a whole number of hours' })
  @Min(1, { message: 'must be 1 to 720' })
  @Max(720, { message: 'must be 1 to 720' })
  sessionHours: number = 12;
}

/** How a person’s FHIR resource is found. */
export class FhirUserSettings {
  @Setting('The resource types to search, all of them together: a person must match exactly one resource.', {
    defaultText: 'Practitioner and Patient',
  })
  @IsArray({ message: 'must be a list' })
  @ArrayNotEmpty({ message: 'must not be empty' })
  @IsIn(FHIR_USER_TYPES, { each: true, message: `may hold ${FHIR_USER_TYPES.join(', ')}` })
  resourceTypes: string[] = ['Practitioner', 'Patient'];

  @Setting(
    'Which source counts first: `claim` (kept as fhirUser), `account` (set by an administrator), `lookup` (search).',
    {
      defaultText: 'claim, account, lookup',
    },
  )
  @IsArray({ message: 'must be a list' })
  @ArrayNotEmpty({ message: 'must not be empty' })
  @ArrayUnique({ message: 'must name each source once' })
  @IsIn(['claim', 'account', 'lookup'], { each: true, message: 'may hold claim, account, lookup' })
  precedence: Array<'claim' | 'account' | 'lookup'> = ['claim', 'account', 'lookup'];

  @Setting(
    'What to do while the FHIR server does not answer. `refuse`: refuse the sign-in. `keepKnown`: use the resource that was found for the account before.',
  )
  @IsIn(['refuse', 'keepKnown'], { message: 'must be refuse or keepKnown' })
  whenUnavailable: 'refuse' | 'keepKnown' = 'refuse';

  @Setting('How many hours old a resource may be that `keepKnown` uses.')
  @IsInt({ message: 'must be a whole number of hours' })
  @Min(1, { message: 'must be 1 to 720' })
  @Max(720, { message: 'must be 1 to 720' })
  keepKnownHours: number = 24;

  @Setting(
    'Hours after which a refresh checks again whether the person’s resource still exists and is active.',
  )
  @IsInt({ message: 'must be a whole number of hours' })
  @Min(1, { message: 'must be 1 to 720' })
  @Max(720, { message: 'must be 1 to 720' })
  revalidateHours: number = 24;

  @Setting(
    'Seconds for which the answer to a search is used again; parallel sign-ins of one person share one search.',
  )
  @IsInt({ message: 'must be a whole number of seconds' })
  @Min(0, { message: 'must be 0 to 300' })
  @Max(300, { message: 'must be 0 to 300' })
  lookupCacheSeconds: number = 10;
}

/** Everything that can be set. */
export class Settings {
  /** Whether to refuse what is allowed in a trial only. It is not a setting, but `NODE_ENV=production` at the start. */
  production = false;

  @Setting('The address at which people and apps reach this server; the `iss` of every token.', {
    defaultText: '`http://127.0.0.1:<port>`, outside production',
  })
  @IsOptional()
  @IsBareOrigin()
  issuer!: string;

  @Setting('Where to listen.', { of: () => ListenSettings })
  listen: ListenSettings = new ListenSettings();

  @Setting('What the log of the server says.', { of: () => LogSettings })
  log: LogSettings = new LogSettings();

  @Setting('Figures about the running server, for Prometheus.', { of: () => MetricsSettings })
  metrics: MetricsSettings = new MetricsSettings();

  @Setting('What the server did for each request, for OpenTelemetry.', { of: () => TracesSettings })
  traces: TracesSettings = new TracesSettings();

  @Setting('How many requests are accepted before the caller has proved who it is.', {
    of: () => LimitsSettings,
  })
  limits: LimitsSettings = new LimitsSettings();

  @Setting('How many days rows of the audit table are kept, by their kind; 0 keeps them for ever.', {
    of: () => AuditRetentionSettings,
  })
  auditRetentionDays: AuditRetentionSettings = new AuditRetentionSettings();

  @Setting('What the audit log keeps with its rows, and which other system gets them.', {
    of: () => AuditSettings,
  })
  audit: AuditSettings = new AuditSettings();

  @Setting(
    'Folder for what the server makes itself: the embedded database and the key that seals secrets in it.',
  )
  @IsString({ message: 'must be a path' })
  dataDirectory: string = './data';

  @Setting(
    'Whether the group of the data folder may reach it and the files in it, as on a Kubernetes volume with `fsGroup`. With `false` the server does not start if anybody but the owner may reach the folder or a file in it.',
  )
  @IsBoolean({ message: 'must be true or false' })
  groupMayAccessData: boolean = false;

  @Setting(
    'Key that seals private keys and secrets in the database: 32 bytes in base64 (`openssl rand -base64 32`). Without it the server makes a key file in the data folder. With PostgreSQL it must be set, so that every process has the same key.',
    { secret: true, defaultText: 'a generated file in the data folder' },
  )
  @IsOptional()
  @Matches(/^[A-Za-z0-9+/]{43}=$/, { message: 'must be 32 bytes in base64 (openssl rand -base64 32)' })
  encryptionKey?: string;

  @Setting(
    'Further keys that open what was sealed with them, and seal nothing: the earlier key after `encryptionKey` was changed, or the coming key before it is. How to change the key: [operations](operations.md#changing-the-encryption-key).',
    { secret: true, defaultText: 'none' },
  )
  @IsArray({ message: 'must be a list' })
  @ArrayMaxSize(5, { message: 'must hold 5 keys at most' })
  @Matches(/^[A-Za-z0-9+/]{43}=$/, {
    each: true,
    message: 'must hold keys of 32 bytes in base64 (openssl rand -base64 32)',
  })
  otherEncryptionKeys: string[] = [];

  @Setting('The keys with which this server signs tokens, and when they are changed.', {
    of: () => SigningKeysSettings,
  })
  signingKeys: SigningKeysSettings = new SigningKeysSettings();

  @Setting('The database.', { of: () => DatabaseSettings })
  database: DatabaseSettings = new DatabaseSettings();

  @Setting('The organisation on the pages.', { of: () => OrganisationSettings })
  organisation: OrganisationSettings = new OrganisationSettings();

  @Setting('FHIR servers that accept our tokens.', { of: () => FhirServerSettings })
  @IsArray({ message: 'must be a list' })
  fhirServers: FhirServerSettings[] = [];

  @Setting('APIs other than FHIR that accept our tokens.', {
    of: () => ResourceSettings,
    defaultText: 'none',
  })
  @IsArray({ message: 'must be a list' })
  resources: ResourceSettings[] = [];

  @Setting('Apps and services that may ask for tokens.', { of: () => ClientSettings })
  @IsArray({ message: 'must be a list' })
  clients: ClientSettings[] = [];

  @Setting(
    'Scopes of your own. Each releases claims that were kept from an identity provider: department, staff number, groups, roles.',
    { of: () => ScopeSettings },
  )
  @IsArray({ message: 'must be a list' })
  scopes: ScopeSettings[] = [];

  @Setting('Clients that register themselves (RFC 7591), at `/register`.', {
    of: () => RegistrationSettings,
  })
  registration: RegistrationSettings = new RegistrationSettings();

  @Setting('Where Wardkey may send requests when others gave the address.', { of: () => EgressSettings })
  egress: EgressSettings = new EgressSettings();

  @Setting('The identity providers at which people sign in.', { of: () => ExternalIdentityProvidersSettings })
  externalIdentityProviders: ExternalIdentityProvidersSettings = new ExternalIdentityProvidersSettings();

  @Setting('The brand that apps show in their lists of hospitals.', { of: () => UserAccessBrandsSettings })
  @IsOptional()
  userAccessBrands?: UserAccessBrandsSettings;

  @Setting('How long tokens and sessions are valid.', { of: () => TokenSettings })
  tokens: TokenSettings = new TokenSettings();

  @Setting(
    'Whether `/api/docs` (a page to read and try the administrators’ API) and `/api/openapi.json` are served. They need no token and contain no secret. In production they are off by default, so that fewer routes are open.',
    { defaultText: 'true, in production false' },
  )
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  apiDocs!: boolean;

  @Setting('How a person’s FHIR resource is found.', { of: () => FhirUserSettings })
  fhirUser: FhirUserSettings = new FhirUserSettings();

  @Setting(
    'Whether accounts with a password may sign in with it. `disabled` (single sign-on only) keeps the passwords. The server does not start with `disabled` while an account has a password as its only way in and nobody has signed in at an identity provider yet.',
  )
  @IsIn(['enabled', 'disabled'], { message: 'must be enabled or disabled' })
  localLogin: 'enabled' | 'disabled' = 'enabled';

  @Setting(
    'E-mail addresses of accounts whose passwords work even where localLogin is disabled, for the day when the identity provider is down. Each use is an audit event of its own.',
    { defaultText: 'none' },
  )
  @IsArray({ message: 'must be a list' })
  @IsEmail({}, { each: true, message: 'must hold e-mail addresses' })
  breakGlassAccounts: string[] = [];

  @Setting(
    'How Wardkey sends mail: invitations and one-time codes. Without this section, settings that need mail are refused.',
    {
      of: () => MailSettings,
      defaultText: 'no mail',
    },
  )
  @IsOptional()
  mail?: MailSettings;
}
