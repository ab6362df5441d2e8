import { Transform, Type } from 'class-transformer';
import {
  IsEmail,
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

/** A member that may be cleared with `null`, or left out. */
const IsClearable = () => ValidateIf((_object, value) => value !== null && value !== undefined);

const FHIR_USER =
  /^((https?:\/\/[^\s]+)\/)?(Practitioner|Patient|PractitionerRole|RelatedPerson|Person)\/(?!\.{1,2}$)[A-Za-z0-9\-.]{1,64}$/;

/** A new account, made before its person has signed in. */
export class CreateAccountDto {
  @IsClearable()
  @IsString({ message: 'must be text' })
  @Length(1, 255, { message: 'must be 1 to 255 characters' })
  displayName?: string | null;

  @IsClearable()
  @IsEmail({}, { message: 'must be an e-mail address' })
  email?: string | null;

  /** What the identity provider knows this person by, e.g. an Entra object id. */
  @IsClearable()
  @IsString({ message: 'must be text' })
  @Length(1, 255, { message: 'must be 1 to 255 characters' })
  externalId?: string | null;

  /** The provider whose claims may match `externalId`; any, when absent. */
  @IsClearable()
  @Matches(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { message: 'must be the scheme of an identity provider' })
  externalIdScheme?: string | null;

  /** `Practitioner/1`, or the same absolute on a configured FHIR server. */
  @IsClearable()
  @Matches(FHIR_USER, { message: 'must be a reference such as Practitioner/1' })
  fhirUser?: string | null;
}

/** Changes to an account; `null` clears a member. */
export class UpdateAccountDto extends CreateAccountDto {
  @IsOptional()
  @IsIn(['active', 'deactivated'], { message: 'must be active or deactivated' })
  status?: 'active' | 'deactivated';
}

/** `PUT .../fhir-user` */
export class FhirUserDto {
  @Matches(FHIR_USER, { message: 'must be a reference such as Practitioner/1' })
  fhirUser!: string;
}

/** The query of a list. */
export class ListAccountsDto {
  @IsOptional()
  @IsEmail({}, { message: 'must be an e-mail address' })
  email?: string;

  @IsOptional()
  @Length(1, 255, { message: 'must be 1 to 255 characters' })
  externalId?: string;

  @IsOptional()
  @IsIn(['active', 'deactivated'], { message: 'must be active or deactivated' })
  status?: 'active' | 'deactivated';

  /** Part of a name or e-mail address. */
  @IsOptional()
  @Length(1, 100, { message: 'must be 1 to 100 characters' })
  q?: string;

  /** From `next` of the page before. */
  @IsOptional()
  @Length(1, 200, { message: 'must come from the page before' })
  cursor?: string;

  @Type(() => Number)
  @Transform(({ value }: { value: unknown }) => (Number.isNaN(value) ? -1 : value))
  @IsInt({ message: 'must be a whole number' })
  @Min(1, { message: 'must be 1 to 200' })
  @Max(200, { message: 'must be 1 to 200' })
  limit: number = 50;
}
