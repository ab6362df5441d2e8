import { IsIn } from 'class-validator';
import { FHIR_USER_TYPES } from '#src/config/settings/fhir-user-types.js';
import { ApiPropertyOptional } from '../documentation/annotations.js';
import { ValidateIfPresent, Text, type TextRules } from '../members.js';
import { PageQuery } from '../pages.js';
import { EMAIL_FORM } from './email-form.js';

const STATUSES = ['active', 'deactivated'] as const;
const STATUS_MESSAGE = { message: 'must be active or deactivated' };

/** Only the form is checked here. The code that takes the value checks what it names. */
export const FHIR_USER = {
  max: 1024,
  pattern: `^(https?://\\S+/)?(${FHIR_USER_TYPES.join('|')})/(?!\\.{1,2}$)[A-Za-z0-9.\\-]{1,64}$`,
  message: 'is not a reference such as Practitioner/1 on a configured FHIR server',
  description: '`Practitioner/1`, or its absolute URL on a configured FHIR server.',
  example: 'Practitioner/maria-lindqvist',
} as const satisfies TextRules;

/** A new account, made before its person has signed in. PreparedAccountCheck checks what the members mean. */
export class CreateAccountDto {
  @Text({ max: 255, nullable: true, example: 'Maria Lindqvist' })
  displayName?: string | null;

  @Text({
    max: 320,
    nullable: true,
    pattern: EMAIL_FORM,
    message: 'is not an e-mail address by which a person can be recognised',
    description:
      'Only one account may have this address; upper and lower case do not matter. An international domain must be valid (IDNA) and in lower case.',
    example: 'maria.lindqvist@hospital.example',
  })
  email?: string | null;

  @Text({
    max: 255,
    nullable: true,
    description:
      'The value by which the identity provider knows this person, such as an Entra object id. Only one account may have it at each identity provider.',
    example: '8f7c6c3e-2f0e-4a57-9a0b-0c6d5e1f2a3b',
  })
  externalId?: string | null;

  @Text({
    max: 64,
    nullable: true,
    pattern: '^[A-Za-z0-9][A-Za-z0-9._\\-]{0,63}$',
    message: 'is not the scheme of an identity provider',
    description:
      'The configured identity provider at which the person signs in. Sign-ins at other identity providers never match the account. Required with `externalId` or `email` when several identity providers are configured. `null` with an `email` means that the person signs in by password only.',
    example: 'hospital',
  })
  externalIdScheme?: string | null;

  @Text({ ...FHIR_USER, nullable: true })
  fhirUser?: string | null;
}

/** Changes to an account (RFC 7396): `null` clears a member, and an absent member stays as it is. */
export class UpdateAccountDto extends CreateAccountDto {
  @ApiPropertyOptional({
    enum: STATUSES,
    description: 'When an account is deactivated, its sessions and refresh tokens end.',
  })
  @ValidateIfPresent()
  @IsIn(STATUSES, STATUS_MESSAGE)
  status?: 'active' | 'deactivated';
}

/** `PUT .../fhir-user` */
export class FhirUserDto {
  @Text({ ...FHIR_USER, required: true })
  fhirUser!: string;
}

/** The query of a list. */
export class ListAccountsDto extends PageQuery {
  @Text({
    max: 320,
    pattern: '^[^\\s@]+@[^\\s@]+$',
    message: 'must be an e-mail address',
    description: 'The account with this address. Upper and lower case do not matter.',
    example: 'maria.lindqvist@hospital.example',
  })
  email?: string;

  @Text({ max: 255, example: '8f7c6c3e-2f0e-4a57-9a0b-0c6d5e1f2a3b' })
  externalId?: string;

  @ApiPropertyOptional({ enum: STATUSES })
  @ValidateIfPresent()
  @IsIn(STATUSES, STATUS_MESSAGE)
  status?: 'active' | 'deactivated';

  @Text({ max: 100, description: 'Part of a name or e-mail address; no wildcards.', example: 'lindq' })
  q?: string;
}
