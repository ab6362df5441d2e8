import { ArrayNotEmpty, IsArray, IsOptional, IsString, Length } from 'class-validator';
import { Setting } from '../setting.js';
import { AreAllowedValues } from './validators.js';

/** A claim of the ID token to keep with the account. */
export class ClaimCopySettings {
  @Setting(
    'The claim: its exact name (`extn.fhirUser`), or a JSON Pointer for a nested one (`/realm_access/roles`).',
  )
  @IsString({ message: 'must be text' })
  @Length(1, 256, { message: 'must be 1 to 256 characters' })
  key!: string;

  @Setting('The name to keep it under. `fhirUser` makes it a source of the person’s FHIR resource.', {
    defaultText: 'the claim’s own name',
  })
  @IsOptional()
  @Length(1, 256, { message: 'must be 1 to 256 characters' })
  copyAs?: string;

  @Setting(
    'With `copyAs: fhirUser`: the resources this identity provider may name, such as `Practitioner/1`; `*` stands for any characters, as in `Patient/*`. A sign-in with another resource is refused.',
    { defaultText: 'every resource' },
  )
  @IsOptional()
  @AreAllowedValues()
  allowedValues?: string[];
}

/** One search parameter of the search that finds a person's Practitioner or Patient. */
export class FhirUserLookupSettings {
  @Setting('A FHIR search parameter, such as `identifier` or `email`.')
  @IsString({ message: 'must be text' })
  searchParameterName!: string;

  @Setting(
    'The value with numbered placeholders, such as `https://myidentifiersystem|{0}`. Without this setting the value of the claim is used as it is.',
    {
      defaultText: 'the claim’s value',
    },
  )
  @IsOptional()
  @Length(1, 512, { message: 'must be 1 to 512 characters' })
  searchParameterValueTemplate?: string;

  @Setting('The claims that fill the placeholders: the first fills `{0}`, the second `{1}`, and so on.')
  @IsArray({ message: 'must be a list of claim names' })
  @ArrayNotEmpty({ message: 'must name at least one claim' })
  @IsString({ each: true, message: 'must hold claim names' })
  copySearchParameterValuesFromClaims!: string[];

  @Setting(
    'The values this identity provider may search by, without the identifier system; `*` stands for any characters, as in `N-*`. People with another value are refused.',
    { defaultText: 'every value' },
  )
  @IsOptional()
  @AreAllowedValues()
  allowedValues?: string[];
}
