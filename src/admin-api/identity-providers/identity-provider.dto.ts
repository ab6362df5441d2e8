import { IsObject } from 'class-validator';
import { ClaimCopySettings, FhirUserLookupSettings } from '#src/config/settings/claim-mapping.settings.js';
import { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { withSettings } from '../setting-members.js';
import { ApiPropertyOptional } from '../documentation/annotations.js';
import { BodyRule, FHIR_CONTENT, Text, ValidateIfPresent } from '../members.js';

@withSettings(ClaimCopySettings, { required: ['key'] })
export class ClaimCopyDto {}

@withSettings(FhirUserLookupSettings, {
  required: ['searchParameterName', 'copySearchParameterValuesFromClaims'],
})
export class FhirUserLookupDto {}

const SECTIONS = {
  userClaimsFromIdToken: ClaimCopyDto,
  fhirUserLookupClaimsMapping: FhirUserLookupDto,
};

/** A new identity provider, in the form of an entry of the configuration file. */
@withSettings(IdentityProviderSettings, {
  required: ['scheme', 'clientId'],
  secrets: true,
  sections: SECTIONS,
})
export class CreateIdentityProviderDto {}

/** Changes to an identity provider (RFC 7396): `null` takes a setting out, so that its default counts. */
@withSettings(IdentityProviderSettings, {
  without: ['scheme', 'enabled'],
  nullable: true,
  secrets: true,
  sections: SECTIONS,
})
export class UpdateIdentityProviderDto {}

const FHIR_SERVER = {
  max: 64,
  description: 'The FHIR server for which an app wants tokens, by its name; the default one when absent.',
  example: 'records',
} as const;

/** `POST .../test-sign-ins` */
export class BeginTestSignInDto {
  @Text(FHIR_SERVER)
  fhirServer?: string;
}

/** A person to test with: the claims, or an ID token that has them. */
@BodyRule({ oneOf: [{ required: ['claims'] }, { required: ['idToken'] }] })
export class TestSignInDto {
  @ApiPropertyOptional({
    ...FHIR_CONTENT,
    description:
      'The claims as the identity provider sends them: the payload of an ID token, with the claims of userinfo where it is read. `iss` may be left out.',
    example: { sub: '248289761001', email: 'maria.lindqvist@hospital.example', email_verified: true },
  })
  @ValidateIfPresent()
  @IsObject({ message: 'must be one JSON object' })
  claims?: Record<string, unknown>;

  @Text({
    max: 65_536,
    pattern: '^[A-Za-z0-9_.=\\-]+$',
    message: 'must be an ID token: a JWT in its compact form',
    description:
      'An ID token. Its signature, audience and expiry are checked and told, but the test goes on whatever they are.',
  })
  idToken?: string;

  @Text(FHIR_SERVER)
  fhirServer?: string;
}
