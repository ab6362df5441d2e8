import { Type } from 'class-transformer';
import { IsObject, ValidateNested } from 'class-validator';
import { INSTANT } from '#src/clock/instant.js';
import { ApiProperty, ApiPropertyOptional } from '../documentation/annotations.js';
import { FHIR_CONTENT, ValidateIfPresent, Text } from '../members.js';

/** A FHIR Identifier. */
export class BrandIdentifierDto {
  @Text({ max: 255, example: 'urn:ietf:rfc:3986' })
  system?: string;

  @Text({ max: 255, required: true, example: 'https://hospital.example' })
  value!: string;
}

/** The brands to publish (SMART App Launch 2.2, "User-access Brands and Endpoints"). */
export class UserAccessBrandsDto {
  @ApiProperty({
    ...FHIR_CONTENT,
    selfRequired: true,
    required: ['resourceType', 'type', 'timestamp', 'entry'],
    properties: {
      resourceType: { enum: ['Bundle'] },
      type: { enum: ['collection'] },
      timestamp: { type: 'string', format: 'date-time', pattern: INSTANT },
      entry: { type: 'array', minItems: 1, items: { type: 'object' } },
    },
    description:
      'A FHIR Bundle that contains only Organization and Endpoint resources, and at least one Organization. Each `endpoint` reference of an Organization must name an Endpoint in the bundle, and each Endpoint must be named by an Organization. A data-absent-reason must be `asked-declined` or `asked-unknown`.',
  })
  @IsObject({ message: 'must be a FHIR Bundle' })
  bundle!: object;

  @ApiPropertyOptional({
    type: BrandIdentifierDto,
    description: 'Which brand of the bundle is this hospital. Required when the bundle has several brands.',
  })
  @ValidateIfPresent()
  @IsObject({ message: 'must be a FHIR Identifier' })
  @ValidateNested()
  @Type(() => BrandIdentifierDto)
  identifier?: BrandIdentifierDto;
}
