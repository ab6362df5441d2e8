import { Type } from 'class-transformer';
import { IsObject, ValidateNested } from 'class-validator';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { INSTANT } from '#src/smart/discovery/brand-bundle.js';
import { FHIR_CONTENT, Present, Text } from '../members.js';

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
      'A FHIR Bundle of Organization and Endpoint resources, and no other. At least one Organization; what it refers to in `endpoint` is in the bundle, and each Endpoint is referred to. A data-absent-reason is `asked-declined` or `asked-unknown`.',
  })
  @IsObject({ message: 'must be a FHIR Bundle' })
  bundle!: object;

  @ApiPropertyOptional({
    type: BrandIdentifierDto,
    description: 'Which brand of the bundle is this hospital; required when there are several.',
  })
  @Present()
  @IsObject({ message: 'must be a FHIR Identifier' })
  @ValidateNested()
  @Type(() => BrandIdentifierDto)
  identifier?: BrandIdentifierDto;
}
