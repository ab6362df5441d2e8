import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsEmail, IsIn, IsInt, IsOptional, Length, Max, Min, ValidateIf } from 'class-validator';
import { IsText } from '../is-text.js';

/** A member that may be cleared with `null`, or left out. */
const IsClearable = () => ValidateIf((_object, value) => value !== null && value !== undefined);

/** A new account, made before its person has signed in. What its members mean is looked at by PreparedAccountCheck. */
export class CreateAccountDto {
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    minLength: 1,
    maxLength: 255,
    example: 'Maria Lindqvist',
  })
  @IsClearable()
  @IsText()
  @Length(1, 255, { message: 'must be 1 to 255 characters' })
  displayName?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    minLength: 1,
    maxLength: 320,
    description: 'One account only may have it, in whatever letters it is written.',
    example: 'maria.lindqvist@hospital.example',
  })
  @IsClearable()
  @IsText()
  @Length(1, 320, { message: 'must be 1 to 320 characters' })
  email?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    minLength: 1,
    maxLength: 255,
    description: 'What the identity provider knows this person by, such as an Entra object id.',
    example: '8f7c6c3e-2f0e-4a57-9a0b-0c6d5e1f2a3b',
  })
  @IsClearable()
  @IsText()
  @Length(1, 255, { message: 'must be 1 to 255 characters' })
  externalId?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    minLength: 1,
    maxLength: 64,
    description:
      'The configured identity provider at which the person signs in; no other one may match the account. Required with `externalId` or `email` where there are several; `null` with an `email` says: at none, by password only.',
    example: 'hospital',
  })
  @IsClearable()
  @IsText()
  @Length(1, 64, { message: 'must be 1 to 64 characters' })
  externalIdScheme?: string | null;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    minLength: 1,
    maxLength: 1024,
    description: '`Practitioner/1`, or the same absolute on a configured FHIR server.',
    example: 'Practitioner/maria-lindqvist',
  })
  @IsClearable()
  @IsText()
  @Length(1, 1024, { message: 'must be 1 to 1024 characters' })
  fhirUser?: string | null;
}

/** Changes to an account; `null` clears a member, an absent one stays as it is. */
export class UpdateAccountDto extends CreateAccountDto {
  @ApiPropertyOptional({
    enum: ['active', 'deactivated'],
    description: 'Sessions and refresh tokens of an account end as it is deactivated.',
  })
  @ValidateIf((_object, value) => value !== undefined)
  @IsIn(['active', 'deactivated'], { message: 'must be active or deactivated' })
  status?: 'active' | 'deactivated';
}

/** `PUT .../fhir-user` */
export class FhirUserDto {
  @ApiProperty({
    minLength: 1,
    maxLength: 1024,
    description: '`Practitioner/1`, or the same absolute on a configured FHIR server.',
    example: 'Practitioner/maria-lindqvist',
  })
  @IsText()
  @Length(1, 1024, { message: 'must be 1 to 1024 characters' })
  fhirUser!: string;
}

/** The query of a list. */
export class ListAccountsDto {
  @ApiPropertyOptional({ description: 'The account with this address, in whatever letters it is written.' })
  @IsOptional()
  @IsEmail({}, { message: 'must be an e-mail address' })
  email?: string;

  @ApiPropertyOptional({ minLength: 1, maxLength: 255 })
  @IsOptional()
  @Length(1, 255, { message: 'must be 1 to 255 characters' })
  externalId?: string;

  @ApiPropertyOptional({ enum: ['active', 'deactivated'] })
  @IsOptional()
  @IsIn(['active', 'deactivated'], { message: 'must be active or deactivated' })
  status?: 'active' | 'deactivated';

  @ApiPropertyOptional({
    minLength: 1,
    maxLength: 100,
    description: 'Part of a name or e-mail address; no wildcards.',
    example: 'lindq',
  })
  @IsOptional()
  @Length(1, 100, { message: 'must be 1 to 100 characters' })
  q?: string;

  @ApiPropertyOptional({ minLength: 1, maxLength: 200, description: 'From `next` of the page before.' })
  @IsOptional()
  @Length(1, 200, { message: 'must come from the page before' })
  cursor?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 200,
    default: 50,
    description: 'Accounts a page.',
  })
  @Type(() => Number)
  @Transform(({ value }: { value: unknown }) => (Number.isNaN(value) ? -1 : value))
  @IsInt({ message: 'must be a whole number' })
  @Min(1, { message: 'must be 1 to 200' })
  @Max(200, { message: 'must be 1 to 200' })
  limit: number = 50;
}
