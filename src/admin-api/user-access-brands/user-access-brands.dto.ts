import { Type } from 'class-transformer';
import { IsObject, IsOptional, IsString, Length, ValidateNested } from 'class-validator';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** A FHIR Identifier. */
export class BrandIdentifierDto {
  @ApiPropertyOptional({ example: 'urn:ietf:rfc:3986' })
  @IsOptional()
  @IsString({ message: 'must be text' })
  @Length(1, 255, { message: 'must be 1 to 255 characters' })
  system?: string;

  @ApiProperty({ example: 'https://hospital.example' })
  @IsString({ message: 'must be text' })
  @Length(1, 255, { message: 'must be 1 to 255 characters' })
  value!: string;
}

/** The brands to publish (SMART App Launch 2.2, "User-access Brands and Endpoints"). */
export class UserAccessBrandsDto {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'A FHIR Bundle of Organization and Endpoint resources.',
  })
  @IsObject({ message: 'must be a FHIR Bundle' })
  bundle!: object;

  @ApiPropertyOptional({
    type: BrandIdentifierDto,
    description: 'Which brand of the bundle is this hospital; required when there are several.',
  })
  @IsOptional()
  @IsObject({ message: 'must be a FHIR Identifier' })
  @ValidateNested()
  @Type(() => BrandIdentifierDto)
  identifier?: BrandIdentifierDto;
}
