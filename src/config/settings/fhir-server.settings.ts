import {
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  Length,
  Matches,
  ValidateIf,
} from 'class-validator';
import { Setting } from '../setting.js';
import { FHIR_USER_TYPES, type FhirUserType } from './fhir-user-types.js';
import { PatientPickerSettings } from './patient-picker.settings.js';
import { ACCESS_TOKEN_TYPES, type AccessTokenType } from './resource.settings.js';
import { IsPathName, IsPrivateKey, IsWebUrl } from './validators.js';

/** How this server gets access tokens for a FHIR server that trusts another authorization server. */
export class FhirServerAuthorizationSettings {
  @Setting('`token_endpoint` of that authorization server.')
  @IsWebUrl()
  tokenEndpoint!: string;

  @Setting('Our `client_id` at that authorization server.')
  @Length(1, 255, { message: 'must be 1 to 255 characters' })
  clientId!: string;

  @Setting('Our client secret at that authorization server (client_secret_basic).', { secret: true })
  @ValidateIf((section: FhirServerAuthorizationSettings) => section.clientPrivateKey === undefined)
  @Length(1, 1024, { message: 'must be 1 to 1024 characters, unless there is a clientPrivateKey' })
  clientSecret?: string;

  @Setting(
    'Our private key for that authorization server, a JWK as JSON text (private_key_jwt, SMART Backend Services).',
    {
      secret: true,
    },
  )
  @IsOptional()
  @IsPrivateKey('sig')
  clientPrivateKey?: string;

  @Setting('Scope to ask for, the same for every search and read.', {
    defaultText:
      'the scopes that a search or read needs: `system/Practitioner.rs system/Patient.rs` in the spelling of `scopeSyntax`',
  })
  @IsOptional()
  @IsString({ message: 'must be text' })
  scope?: string;
}

const ONE_SCOPE = String.raw`(patient|user)/(\*|[A-Z][A-Za-z]*)\.(c?r?u?d?s?|read|write|\*)(\?\S+)?`;
const SCOPES_OF_PEOPLE = new RegExp(`^(${ONE_SCOPE}( ${ONE_SCOPE})*)?$`);

/** The most that people of some kinds may let an app do here. */
export class PersonRightsSettings {
  @Setting('The people to whom this entry applies: the types of their own FHIR resource.', {
    spellings: FHIR_USER_TYPES,
  })
  @IsArray({ message: 'must be a list' })
  @ArrayNotEmpty({ message: 'must not be empty' })
  @IsIn(FHIR_USER_TYPES, { each: true, message: `may hold ${FHIR_USER_TYPES.join(', ')}` })
  resourceTypes!: FhirUserType[];

  @Setting('Clinical scopes, separated by spaces: `patient/*.rs patient/Observation.c`. Empty means none.')
  @IsString({ message: 'must be text' })
  @Matches(SCOPES_OF_PEOPLE, { message: 'may hold patient/ and user/ scopes such as patient/*.rs' })
  scope!: string;
}

/** A FHIR server that trusts this server's access tokens, and on which people are looked up. */
export class FhirServerSettings {
  @Setting('Short name, used in our own paths (`/fhir-servers/<name>/...`) and in the audit trail.')
  @IsPathName()
  name!: string;

  @Setting(
    'The FHIR base URL. Apps send it in `aud`, in any equivalent spelling. The `aud` of tokens is spelled as it stands here, without a trailing slash.',
  )
  @IsWebUrl()
  @Matches(/^[^?]*$/, { message: 'must not have a query' })
  baseUrl!: string;

  @Setting('FHIR version. Without this setting Wardkey reads it from the CapabilityStatement.', {
    defaultText: 'asked from the server',
  })
  @IsOptional()
  @IsIn(['R3', 'R4', '3.0', '4.0', '3.0.1', '3.0.2', '4.0.0', '4.0.1'], {
    message: 'must be R3 or R4 (or 3.0, 3.0.2, 4.0, 4.0.1)',
  })
  fhirVersion?: string;

  @Setting('`jwt` (RFC 9068, signed ES256) or `opaque` (the FHIR server must introspect every token).')
  @IsIn(['jwt', 'opaque'], { message: 'must be jwt or opaque' })
  accessTokenFormat: 'jwt' | 'opaque' = 'jwt';

  @Setting(
    'What JWT access tokens are signed with: `ES256`, or `RS256` for a server that knows only that. (RFC 9068 section 2.1 requires every server to support RS256.)',
  )
  @IsIn(['ES256', 'RS256'], { message: 'must be ES256 or RS256' })
  accessTokenAlgorithm: 'ES256' | 'RS256' = 'ES256';

  @Setting(
    '`typ` of JWT access tokens: `at+jwt` (RFC 9068), or `JWT` for a validator that accepts only that, such as Spring Security by `issuer-uri`.',
  )
  @IsIn(ACCESS_TOKEN_TYPES, { message: 'must be at+jwt or JWT' })
  accessTokenType: AccessTokenType = 'at+jwt';

  @Setting('Spelling of the scopes in the tokens for our own searches: `v2` (`.rs`) or `v1` (`.read`).')
  @IsIn(['v1', 'v2'], { message: 'must be v1 or v2' })
  scopeSyntax: 'v1' | 'v2' = 'v2';

  @Setting(
    'Whether the server obeys scopes narrowed by category (`patient/Observation.rs?category=...`). Only then does the consent page let people allow a part: laboratory results, vital signs, and so on.',
  )
  @IsBoolean({ message: 'must be true or false' })
  categoryScopes: boolean = false;

  @Setting(
    'Out of which scopes for the whole record people may take kinds of data: `patient` (`patient/*.rs`), `user` (`user/*.rs`), or both. The remaining types are then granted by name, in some dozens of scopes. With an empty list people allow the whole record or none of it.',
    { defaultText: '`patient`' },
  )
  @IsArray({ message: 'must be a list' })
  @IsIn(['patient', 'user'], { each: true, message: 'may hold patient and user' })
  narrowWholeRecord: Array<'patient' | 'user'> = ['patient'];

  @Setting('How people find the patient an app opens with.', { of: () => PatientPickerSettings })
  patientPicker: PatientPickerSettings = new PatientPickerSettings();

  @Setting(
    'The most that people may let an app do here, by the type of their own resource. If no entry names a person’s type, only the FHIR server limits this person. The FHIR server applies each person’s rights in any case.',
    { of: () => PersonRightsSettings, defaultText: 'no limit' },
  )
  @IsArray({ message: 'must be a list' })
  rights: PersonRightsSettings[] = [];

  @Setting('For a FHIR server that does not trust our tokens: where Wardkey gets tokens for its searches.', {
    of: () => FhirServerAuthorizationSettings,
    defaultText: 'we sign them ourselves',
  })
  @IsOptional()
  authorization?: FhirServerAuthorizationSettings;

  @Setting('Whether requests that name no server are about this one. A single server is always the default.')
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  default?: boolean;
}
