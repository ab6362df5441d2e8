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
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsWebUrl } from '#src/config/settings/validators.js';

const FHIR_ID = /^(?!\.{1,2}$)[A-Za-z0-9\-.]{1,64}$/;
const RELATIVE_REFERENCE = /^[A-Z][A-Za-z]{1,63}\/(?!\.{1,2}$)[A-Za-z0-9\-.]{1,64}$/;

/** One more resource the app is launched for (SMART App Launch 2.2, "fhirContext"). */
export class FhirContextItemDto {
  @ApiPropertyOptional({ description: 'A relative reference.', example: 'ImagingStudy/123' })
  @IsOptional()
  @Matches(RELATIVE_REFERENCE, { message: 'must be a relative reference such as ImagingStudy/123' })
  reference?: string;

  @ApiPropertyOptional({ description: 'A canonical URL, with its version perhaps.' })
  @IsOptional()
  @IsString({ message: 'must be text' })
  @Length(1, 1024, { message: 'must be 1 to 1024 characters' })
  canonical?: string;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: 'A FHIR Identifier.' })
  @IsOptional()
  @IsObject({ message: 'must be a FHIR Identifier' })
  identifier?: { system?: string; value?: string };

  @ApiPropertyOptional({ description: 'The resource type, wanted where `reference` does not tell it.' })
  @IsOptional()
  @Matches(/^[A-Z][A-Za-z]{1,63}$/, { message: 'must be a FHIR resource type' })
  type?: string;

  @ApiPropertyOptional({ description: 'An absolute URI; `launch` when absent.' })
  @IsOptional()
  @IsString({ message: 'must be text' })
  @Length(1, 512, { message: 'must be 1 to 512 characters' })
  role?: string;
}

/** A launch that an EHR prepares; members have the names of the token response where they end up there. */
export class CreateLaunchContextDto {
  @ApiProperty({ description: 'The app to open.', example: 'growth-chart' })
  @IsString({ message: 'must be text' })
  @Length(1, 255, { message: 'must be 1 to 255 characters' })
  client_id!: string;

  @ApiPropertyOptional({
    format: 'uri',
    description: 'Which of the app’s registered launch addresses; needed when it has several.',
  })
  @IsOptional()
  @IsWebUrl()
  launch_uri?: string;

  @ApiPropertyOptional({
    format: 'uri',
    description: 'The base URL of the FHIR server; the default one when absent.',
  })
  @IsOptional()
  @IsWebUrl()
  iss?: string;

  @ApiPropertyOptional({
    description: '`Practitioner/1`, or the same absolute on that server: nobody else can use the launch.',
    example: 'Practitioner/maria-lindqvist',
  })
  @IsOptional()
  @IsString({ message: 'must be text' })
  @Length(1, 512, { message: 'must be 1 to 512 characters' })
  user?: string;

  @ApiPropertyOptional({
    description: 'The id of the patient whose record is open.',
    example: 'noah-jansen',
  })
  @IsOptional()
  @Matches(FHIR_ID, { message: 'must be the id of a Patient, without its type' })
  patient?: string;

  @ApiPropertyOptional({ description: 'The id of the encounter that is open; `patient` says whose it is.' })
  @IsOptional()
  @Matches(FHIR_ID, { message: 'must be the id of an Encounter, without its type' })
  encounter?: string;

  @ApiPropertyOptional({ type: [FhirContextItemDto], description: 'What else the app is opened for.' })
  @IsOptional()
  @IsArray({ message: 'must be a list' })
  @ArrayMaxSize(50, { message: 'must hold 50 items at most' })
  @ValidateNested({ each: true, message: 'must hold objects' })
  @Type(() => FhirContextItemDto)
  fhirContext?: FhirContextItemDto[];

  @ApiPropertyOptional({ description: 'Whether the app must show whose record it shows.' })
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  need_patient_banner?: boolean;

  @ApiPropertyOptional({ description: 'What for, in words that app and EHR agreed on.' })
  @IsOptional()
  @IsString({ message: 'must be text' })
  @Length(1, 255, { message: 'must be 1 to 255 characters' })
  intent?: string;

  @ApiPropertyOptional({ format: 'uri', description: 'Colours and sizes, as JSON.' })
  @IsOptional()
  @IsWebUrl()
  smart_style_url?: string;

  @ApiPropertyOptional({ description: 'Which organisation, in the EHR’s own words.' })
  @IsOptional()
  @IsString({ message: 'must be text' })
  @Length(1, 255, { message: 'must be 1 to 255 characters' })
  tenant?: string;
}

/** A launch that is ready. */
export class PreparedLaunchRepresentation {
  @ApiProperty({ description: 'The handle, for an EHR that builds the address itself.' })
  launch!: string;

  @ApiProperty({ format: 'uri', description: 'The address to open in the person’s browser.' })
  launch_url!: string;

  @ApiProperty({ description: 'Seconds until the app must have used it.', example: 300 })
  expires_in!: number;
}
