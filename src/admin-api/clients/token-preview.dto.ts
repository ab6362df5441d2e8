import { Type } from 'class-transformer';
import { IsObject, ValidateNested } from 'class-validator';
import type { TokenPreviewResult } from '#src/authorization-server/preview/token-preview.js';
import { ApiProperty, ApiPropertyOptional } from '../documentation/annotations.js';
import { BodyRule, FHIR_CONTENT, Text, ValidateIfPresent } from '../members.js';

const FHIR_ID = { max: 64, pattern: '^[A-Za-z0-9\\-.]{1,64}$', message: 'must be the id of a FHIR resource' };
const NAME = {
  max: 64,
  pattern: '^[A-Za-z0-9][A-Za-z0-9._\\-]{0,63}$',
  message: 'must be a name of the settings',
};

/** What an EHR has prepared. */
export class PreviewedLaunchDto {
  @Text({ ...FHIR_ID, example: 'noah-jansen' })
  patient?: string;

  @Text(FHIR_ID)
  encounter?: string;
}

/** Whom and what a preview is about. */
@BodyRule({
  dependentRequired: { identityProvider: ['claims'], claims: ['identityProvider'] },
  not: { required: ['accountId', 'claims'] },
})
export class PreviewTokenDto {
  @Text({
    max: 10_000,
    required: true,
    description: 'The scopes that the client asks for, separated by spaces.',
    example: 'launch/patient patient/*.rs openid fhirUser',
  })
  scope!: string;

  @Text({
    ...NAME,
    description: 'The FHIR server that the request names (`aud`), by its name in the settings.',
    example: 'records',
  })
  fhirServer?: string;

  @Text({
    max: 36,
    description:
      'The `id` of an account: what is known of it since its last sign-in counts. Without a person the client asks for itself (client credentials).',
  })
  accountId?: string;

  @Text({ ...NAME, description: 'With `claims`, instead of an account: where the person signs in.' })
  identityProvider?: string;

  @ApiPropertyOptional({
    ...FHIR_CONTENT,
    description:
      'The payload of an ID token of this identity provider, with `sub`. The sign-in is decided on as it would be now.',
  })
  @ValidateIfPresent()
  @IsObject({ message: 'must be an object' })
  claims?: Record<string, unknown>;

  @ApiPropertyOptional({ type: PreviewedLaunchDto, description: 'For an EHR launch.' })
  @ValidateIfPresent()
  @IsObject({ message: 'must be an object' })
  @ValidateNested()
  @Type(() => PreviewedLaunchDto)
  launch?: PreviewedLaunchDto;

  @Text({ ...FHIR_ID, description: 'The patient whom the person would choose, if asked.' })
  patient?: string;
}

export class PreviewRefusalRepresentation {
  @ApiProperty({ example: 'invalid_scope' })
  error!: string;

  @ApiProperty()
  description!: string;
}

export class PreviewedScopeRepresentation {
  @ApiProperty({ description: 'As it was asked for.', example: 'patient/*.rs' })
  scope!: string;

  @ApiProperty({ enum: ['granted', 'narrowed', 'dropped'] })
  outcome!: string;

  @ApiProperty({ type: [String], description: 'What is granted of it.' })
  granted!: string[];

  @ApiPropertyOptional({
    enum: ['unknown', 'not_registered', 'not_for_this_request', 'beyond_rights', 'not_in_context'],
    description:
      'Why it is not granted as it was asked for: this server does not know it; the registration of the client does not have it; it means nothing in this request; the rights of the person do not have it (`rights` of the FHIR server); the launch has no such resource.',
  })
  reason?: string;
}

/** What a client would get. A member that does not apply is `null`. */
export class TokenPreviewRepresentation {
  @ApiProperty({
    enum: ['enabled', 'disabled', 'pending'],
    description: 'Only an enabled client really gets anything.',
  })
  clientStatus!: string;

  @ApiProperty({
    type: PreviewRefusalRepresentation,
    nullable: true,
    description: 'Why there would be no tokens: the error of OAuth 2.0, or the reason of a refused sign-in.',
  })
  refused!: PreviewRefusalRepresentation | null;

  @ApiProperty({ type: String, nullable: true, description: 'The `aud` of the access token.' })
  audience!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Where the person must be known.' })
  fhirServer!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: '`null` when the sign-in would make a new account.',
  })
  accountId!: string | null;

  @ApiProperty({ type: String, nullable: true })
  fhirUser!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The most that this person may allow on this FHIR server; `null` without a limit.',
  })
  rights!: string | null;

  @ApiProperty({
    type: [PreviewedScopeRepresentation],
    description: 'What the person can allow at most. The person may take some of it out.',
  })
  scopes!: PreviewedScopeRepresentation[];

  @ApiProperty({
    ...FHIR_CONTENT,
    nullable: true,
    description: 'As in the token response of SMART App Launch.',
  })
  launchContext!: object | null;

  @ApiProperty({
    type: [String],
    description: 'What the person is asked to choose: `patient`, `encounter`.',
  })
  asksFor!: string[];

  @ApiProperty({
    ...FHIR_CONTENT,
    nullable: true,
    description:
      'The claims of the ID token, without those of the single sign-in (`exp`, `auth_time`, `nonce`).',
  })
  idToken!: object | null;

  @ApiProperty({
    ...FHIR_CONTENT,
    nullable: true,
    description: 'The claims of the access token, as a FHIR server sees them; nothing is signed.',
  })
  accessToken!: object | null;
}

export function previewRepresentation(preview: TokenPreviewResult): TokenPreviewRepresentation {
  const none = {
    refused: null,
    audience: null,
    fhirServer: null,
    accountId: null,
    fhirUser: null,
    rights: null,
    launchContext: null,
    idToken: null,
    accessToken: null,
  };
  const there = Object.entries(preview).filter(([, value]) => value !== undefined);
  return { ...none, ...(Object.fromEntries(there) as unknown as TokenPreviewRepresentation) };
}
