import type { ConfigurationProblem } from '#src/config/problems.js';
import { settingsOf } from '#src/config/setting.js';
import { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { withoutSecrets } from '#src/config/written-settings.js';
import type { IdentityProviderDefinition } from '#src/federation/definitions/identity-provider-definition.js';
import { withSettings } from '../setting-members.js';
import { ApiProperty } from '../documentation/annotations.js';
import { fieldProblems } from '../definitions.js';
import { FieldProblemRepresentation } from '../documentation/problem-representation.js';
import { FHIR_CONTENT } from '../members.js';
import { FindingRepresentation } from '../finding.dto.js';
import { ClaimCopyDto, FhirUserLookupDto } from './identity-provider.dto.js';

/** The settings of an identity provider, with those that have their default. */
@withSettings(IdentityProviderSettings, {
  without: ['enabled'],
  required: ['scheme', 'clientId'],
  sections: { userClaimsFromIdToken: ClaimCopyDto, fhirUserLookupClaimsMapping: FhirUserLookupDto },
})
export class IdentityProviderSettingsRepresentation {}

/** The addresses of this server that are registered at the identity provider. */
export class AddressesToRegisterRepresentation {
  @ApiProperty({ format: 'uri', description: 'Redirect URI.' })
  redirectUri!: string;

  @ApiProperty({ format: 'uri', description: 'Post-logout redirect URI, for `logoutMethod: singleSignout`.' })
  postLogoutRedirectUri!: string;

  @ApiProperty({ format: 'uri', description: 'Where the identity provider reports sign-outs.' })
  backchannelLogoutUri!: string;

  @ApiProperty({ format: 'uri', description: 'The public keys of this server for this identity provider.' })
  jwksUri!: string;
}

/** An identity provider as the API shows it. */
export class IdentityProviderRepresentation {
  @ApiProperty({ example: 'hospital' })
  scheme!: string;

  @ApiProperty({
    enum: ['file', 'database'],
    description: 'Where it is defined. This API does not change what the configuration file defines.',
  })
  origin!: IdentityProviderDefinition['origin'];

  @ApiProperty({ description: 'Whether people may sign in there, if its definition can be used.' })
  enabled!: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why its definition is not used; `null` when it is.',
  })
  problem!: string | null;

  @ApiProperty({
    type: [FieldProblemRepresentation],
    description:
      'Problems of an identity provider of the file because of one in the database. The people concerned are refused.',
  })
  besideOthers!: FieldProblemRepresentation[];

  @ApiProperty({ type: String, nullable: true, description: 'The text of its button.' })
  displayName!: string | null;

  @ApiProperty({
    type: [String],
    description: 'The issuers under which its people are known.',
    example: ['https://login.hospital.example'],
  })
  issuers!: string[];

  @ApiProperty({ type: AddressesToRegisterRepresentation, nullable: true })
  addresses!: AddressesToRegisterRepresentation | null;

  @ApiProperty({
    type: [String],
    description: 'The names of the secrets that are set. Their values are never shown.',
    example: ['clientSecret'],
  })
  setSecrets!: string[];

  @ApiProperty({
    type: IdentityProviderSettingsRepresentation,
    nullable: true,
    description: 'Every setting but the secrets; `null` when its definition is not used.',
  })
  settings!: object | null;
}

/** An identity provider after a change. */
export class WrittenIdentityProviderRepresentation extends IdentityProviderRepresentation {
  @ApiProperty({ type: [FieldProblemRepresentation], description: 'What is accepted, but should be better.' })
  warnings!: FieldProblemRepresentation[];
}

export class IdentityProviderListRepresentation {
  @ApiProperty({ type: [IdentityProviderRepresentation], description: 'In the order of their buttons.' })
  identityProviders!: IdentityProviderRepresentation[];
}

/** An account in a decision. */
export class DecidedAccountRepresentation {
  @ApiProperty({ required: false, description: 'Absent for an account that the sign-in would make.' })
  id?: string;

  @ApiProperty({ required: false })
  displayName?: string;

  @ApiProperty({ required: false })
  email?: string;
}

export class DecidedFhirUserRepresentation {
  @ApiProperty({ example: 'https://fhir.hospital.example/r4/Practitioner/maria-lindqvist' })
  reference!: string;

  @ApiProperty({ enum: ['claim', 'account', 'lookup'] })
  source!: string;
}

/** One check of a decision, and what it found. */
export class TrailEntryRepresentation {
  @ApiProperty({ example: 'account.match.email' })
  step!: string;

  @ApiProperty({ example: 'no account has this value' })
  finding!: string;

  @ApiProperty({ enum: ['passed', 'noted', 'refused'] })
  mark!: string;

  @ApiProperty({ required: false, description: 'The FHIR search that was sent.' })
  url?: string;

  @ApiProperty({
    type: String,
    required: false,
    description: 'The setting that is the cause, where it is one.',
    example: 'identityProvider[hospital].accountMatch',
  })
  setting?: string;

  @ApiProperty({
    type: [String],
    required: false,
    description: 'The accounts that are meant, by their `id`.',
  })
  accounts?: readonly string[];
}

/** What a sign-in would lead to. */
export class DecisionRepresentation {
  @ApiProperty({
    enum: ['signIn', 'provision', 'refuse'],
    description: '`signIn`: into an account that exists. `provision`: an account would be made.',
  })
  outcome!: string;

  @ApiProperty({ type: DecidedAccountRepresentation, nullable: true })
  account!: object | null;

  @ApiProperty({ type: DecidedFhirUserRepresentation, nullable: true })
  fhirUser!: object | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why the person would be refused.' })
  reason!: string | null;

  @ApiProperty({ type: [TrailEntryRepresentation], description: 'All that was checked, in order.' })
  trail!: readonly TrailEntryRepresentation[];
}

export class SignInTestRepresentation extends DecisionRepresentation {
  @ApiProperty({
    type: [FindingRepresentation],
    description:
      'What was found about the ID token; empty for claims. A sign-in refuses a token with a problem.',
  })
  idToken!: FindingRepresentation[];
}

/** A test sign-in that was begun. */
export class BegunTestSignInRepresentation {
  @ApiProperty({ description: 'By which the result is read.' })
  id!: string;

  @ApiProperty({ format: 'uri', description: 'The address to open in a browser, once.' })
  address!: string;

  @ApiProperty({ format: 'date-time', description: 'Until then the result can be read.' })
  expiresAt!: string;
}

/** Why a person could not sign in at the identity provider. */
export class TestFailureRepresentation {
  @ApiProperty({ example: 'response_not_trusted' })
  reason!: string;

  @ApiProperty({ example: 'ID token: iss (or its tid) is not this identity provider' })
  finding!: string;
}

/** How a test sign-in ended. */
export class TestSignInRepresentation {
  @ApiProperty({
    enum: ['waiting', 'decided', 'failed'],
    description: '`waiting`: the person has not come back yet.',
  })
  state!: 'waiting' | 'decided' | 'failed';

  @ApiProperty({ type: DecisionRepresentation, nullable: true })
  decision!: DecisionRepresentation | null;

  @ApiProperty({
    ...FHIR_CONTENT,
    nullable: true,
    description: 'What the identity provider said about the person.',
  })
  claims!: object | null;

  @ApiProperty({ type: TestFailureRepresentation, nullable: true })
  failure!: TestFailureRepresentation | null;
}

const SECRETS = settingsOf(IdentityProviderSettings).filter(({ secret }) => secret);

/** What a representation needs besides the definition. */
export interface Surroundings {
  displayName: (provider: IdentityProviderSettings) => string;
  issuers: (provider: IdentityProviderSettings) => string[];
  addresses: (provider: IdentityProviderSettings) => AddressesToRegisterRepresentation;
  besideOthers: readonly (ConfigurationProblem & { scheme: string })[];
}

export function representation(
  definition: IdentityProviderDefinition,
  { displayName, issuers, addresses, besideOthers }: Surroundings,
): IdentityProviderRepresentation {
  const { scheme, origin } = definition;
  if ('problem' in definition) {
    const { problem, enabled = false } = definition;
    return {
      scheme,
      origin,
      enabled,
      problem,
      besideOthers: [],
      displayName: null,
      issuers: [],
      addresses: null,
      setSecrets: [],
      settings: null,
    };
  }
  const { settings: provider } = definition;
  const { enabled, ...settings } = withoutSecrets(provider) as { enabled: boolean };
  return {
    scheme,
    origin,
    enabled,
    problem: null,
    besideOthers: fieldProblems(besideOthers.filter((one) => one.scheme === scheme)),
    displayName: displayName(provider),
    issuers: issuers(provider),
    addresses: addresses(provider),
    setSecrets: SECRETS.map(({ key }) => key).filter((key) => provider[key as keyof typeof provider]),
    settings,
  };
}
