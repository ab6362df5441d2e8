import { IsOptional, IsString, Length } from 'class-validator';
import { Setting } from '../setting.js';

/** A FHIR Identifier. */
export class BrandIdentifierSettings {
  @Setting('`Identifier.system`.')
  @IsOptional()
  @Length(1, 255, { message: 'must be 1 to 255 characters' })
  system?: string;

  @Setting('`Identifier.value`.')
  @Length(1, 255, { message: 'must be 1 to 255 characters' })
  value!: string;
}

/** How the organisation presents itself in lists of hospitals (SMART App Launch 2.2, "User-access Brands"). */
export class UserAccessBrandsSettings {
  @Setting(
    'A JSON file with the brand Bundle. It is checked at the start and served at `/user-access-brands`. Without this section a client uploads a Bundle by `PUT /api/v1/user-access-brands`.',
  )
  @IsString({ message: 'must be a path' })
  bundle!: string;

  @Setting('Which of several brands in the Bundle is yours.', { of: () => BrandIdentifierSettings })
  @IsOptional()
  identifier?: BrandIdentifierSettings;
}
