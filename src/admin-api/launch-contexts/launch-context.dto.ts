import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  ValidateNested,
} from 'class-validator';
import { IsWebUrl } from '#src/config/settings/validators.js';

const FHIR_ID = /^(?!\.{1,2}$)[A-Za-z0-9\-.]{1,64}$/;
const RELATIVE_REFERENCE = /^[A-Z][A-Za-z]{1,63}\/(?!\.{1,2}$)[A-Za-z0-9\-.]{1,64}$/;

/** One more resource the app is launched for (SMART App Launch 2.2, "fhirContext"). */
export class FhirContextItemDto {
  /** A relative reference. */
  @IsOptional()
  @Matches(RELATIVE_REFERENCE, { message: 'must be a relative reference such as ImagingStudy/123' })
  reference?: string;

  @IsOptional()
  @IsString({ message: 'must be text' })
  @Length(1, 1024, { message: 'must be 1 to 1024 characters' })
  canonical?: string;

  /** A FHIR Identifier. */
  @IsOptional()
  @IsObject({ message: 'must be a FHIR Identifier' })
  identifier?: { system?: string; value?: string };

  @IsOptional()
  @Matches(/^[A-Z][A-Za-z]{1,63}$/, { message: 'must be a FHIR resource type' })
  type?: string;

  /** An absolute URI; `launch` when absent. */
  @IsOptional()
  @IsString({ message: 'must be text' })
  @Length(1, 512, { message: 'must be 1 to 512 characters' })
  role?: string;
}

/** A launch that an EHR prepares; members have the names of the token response where they end up there. */
export class CreateLaunchContextDto {
  /** The app to open. */
  @IsString({ message: 'must be text' })
  @Length(1, 255, { message: 'must be 1 to 255 characters' })
  client_id!: string;

  /** Which of the app’s registered launch addresses; needed when it has several. */
  @IsOptional()
  @IsWebUrl()
  launch_uri?: string;

  /** The base URL of the FHIR server; the default one when absent. */
  @IsOptional()
  @IsWebUrl()
  iss?: string;

  /** `Practitioner/1`, or the same absolute on that server: nobody else can use the launch. */
  @IsOptional()
  @IsString({ message: 'must be text' })
  @Length(1, 512, { message: 'must be 1 to 512 characters' })
  user?: string;

  /** The id of the patient whose record is open. */
  @IsOptional()
  @Matches(FHIR_ID, { message: 'must be the id of a Patient, without its type' })
  patient?: string;

  @IsOptional()
  @Matches(FHIR_ID, { message: 'must be the id of an Encounter, without its type' })
  encounter?: string;

  @IsOptional()
  @IsArray({ message: 'must be a list' })
  @ArrayMaxSize(50, { message: 'must hold 50 items at most' })
  @ValidateNested({ each: true, message: 'must hold objects' })
  @Type(() => FhirContextItemDto)
  fhirContext?: FhirContextItemDto[];

  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  need_patient_banner?: boolean;

  @IsOptional()
  @IsString({ message: 'must be text' })
  @Length(1, 255, { message: 'must be 1 to 255 characters' })
  intent?: string;

  @IsOptional()
  @IsWebUrl()
  smart_style_url?: string;

  @IsOptional()
  @IsString({ message: 'must be text' })
  @Length(1, 255, { message: 'must be 1 to 255 characters' })
  tenant?: string;
}
