import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsObject, ValidateNested } from 'class-validator';
import { IsWebUrl } from '#src/config/settings/validators.js';
import { ApiProperty, ApiPropertyOptional } from '../documentation/annotations.js';
import { BodyRule, FHIR_CONTENT, ValidateIfPresent, Text } from '../members.js';
import { FHIR_USER } from '../accounts/account.dto.js';

const FHIR_ID = '(?!\\.{1,2}$)[A-Za-z0-9.\\-]{1,64}';
const RESOURCE_TYPE = '[A-Z][A-Za-z]{1,63}';
const MOST_ITEMS = 50;

const WEB_URL = {
  max: 2048,
  format: 'uri',
  pattern: '^[hH][tT][tT][pP][sS]?://[^\\s\\\\@#]+$',
  message: 'must be an absolute http or https URL without fragment, such as https://fhir.example.org/r4',
} as const;

/** A further resource for which the app is launched (SMART App Launch 2.2, "fhirContext"). See fhirContextProblem. */
@BodyRule({
  anyOf: ['reference', 'canonical', 'identifier'].map((name) => ({ required: [name] })),
  // Patient and encounter have their own members.
  not: {
    properties: { role: { const: 'launch' } },
    anyOf: [
      { required: ['reference'], properties: { reference: { pattern: '^(Patient|Encounter)/' } } },
      {
        required: ['type'],
        properties: { type: { enum: ['Patient', 'Encounter'] } },
        not: { required: ['reference'] },
      },
    ],
  },
})
export class FhirContextItemDto {
  @Text({
    max: 129,
    pattern: `^${RESOURCE_TYPE}/${FHIR_ID}$`,
    message: 'must be a relative reference such as ImagingStudy/123',
    description: 'A relative reference.',
    example: 'ImagingStudy/123',
  })
  reference?: string;

  @Text({ max: 1024, description: 'A canonical URL, with or without a version.' })
  canonical?: string;

  @ApiPropertyOptional({ ...FHIR_CONTENT, description: 'A FHIR Identifier.' })
  @ValidateIfPresent()
  @IsObject({ message: 'must be a FHIR Identifier' })
  identifier?: { system?: string; value?: string };

  @Text({
    max: 64,
    pattern: `^${RESOURCE_TYPE}$`,
    message: 'must be a FHIR resource type',
    description: 'The resource type. Required when `reference` does not name it.',
    example: 'ImagingStudy',
  })
  type?: string;

  @Text({
    max: 512,
    pattern: '^(launch|[A-Za-z][A-Za-z0-9+.\\-]*:\\S+)$',
    message: 'must be an absolute URI, or launch',
    description: 'An absolute URI; `launch` when absent.',
  })
  role?: string;
}

/** A launch that an EHR prepares. Members that appear in the token response have the same names here. */
@BodyRule({ dependentRequired: { encounter: ['patient'] } })
export class CreateLaunchContextDto {
  @Text({ max: 255, required: true, description: 'The app to open.', example: 'growth-chart' })
  client_id!: string;

  @Text({
    ...WEB_URL,
    description: 'One of the app’s registered launch addresses. Required when the app has several.',
  })
  @IsWebUrl()
  launch_uri?: string;

  @Text({ ...WEB_URL, description: 'The base URL of the FHIR server. When absent, the default FHIR server.' })
  @IsWebUrl()
  iss?: string;

  @Text({
    ...FHIR_USER,
    max: 512,
    message: 'is not a reference such as Practitioner/1 on the FHIR server',
    description:
      'The only person who can use the launch: `Practitioner/1`, or its absolute URL on that FHIR server.',
  })
  user?: string;

  @Text({
    max: 64,
    pattern: `^${FHIR_ID}$`,
    message: 'must be the id of a Patient, without its type',
    description: 'The id of the patient whose record is open.',
    example: 'noah-jansen',
  })
  patient?: string;

  @Text({
    max: 64,
    pattern: `^${FHIR_ID}$`,
    message: 'must be the id of an Encounter, without its type',
    description: 'The id of the encounter that is open. `patient` must name its patient.',
  })
  encounter?: string;

  @ApiPropertyOptional({
    type: [FhirContextItemDto],
    maxItems: MOST_ITEMS,
    description: 'Further resources for which the app is opened.',
  })
  @ValidateIfPresent()
  @ArrayMaxSize(MOST_ITEMS, { message: `must hold ${MOST_ITEMS} items at most` })
  @IsArray({ message: 'must be a list' })
  @ValidateNested({ each: true, message: 'must hold objects' })
  @Type(() => FhirContextItemDto)
  fhirContext?: FhirContextItemDto[];

  @ApiPropertyOptional({
    description: 'Whether the app must show the name of the patient (a patient banner).',
  })
  @ValidateIfPresent()
  @IsBoolean({ message: 'must be true or false' })
  need_patient_banner?: boolean;

  @Text({ max: 255, description: 'What the app is opened for, as a value that app and EHR have agreed on.' })
  intent?: string;

  @Text({ ...WEB_URL, description: 'The URL of a JSON file with colours and sizes for the app.' })
  @IsWebUrl()
  smart_style_url?: string;

  @Text({ max: 255, description: 'An identifier of the organisation, as the EHR writes it.' })
  tenant?: string;
}

/** A launch that is ready. */
export class PreparedLaunchRepresentation {
  @ApiProperty({ description: 'The handle, for an EHR that builds the address itself.' })
  launch!: string;

  @ApiProperty({ format: 'uri', description: 'The address to open in the person’s browser.' })
  launch_url!: string;

  @ApiProperty({ description: 'Seconds within which the app must use the launch.', example: 300 })
  expires_in!: number;
}
