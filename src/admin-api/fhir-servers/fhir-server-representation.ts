import {
  FhirServerAuthorizationSettings,
  FhirServerSettings,
  PersonRightsSettings,
} from '#src/config/settings/fhir-server.settings.js';
import {
  PatientIdentifierSettings,
  PatientPickerSettings,
} from '#src/config/settings/patient-picker.settings.js';
import { withSettings } from '../setting-members.js';
import { ApiProperty } from '../documentation/annotations.js';

@withSettings(PatientIdentifierSettings, { required: ['system', 'label'] })
export class PatientIdentifierRepresentation {}

@withSettings(PatientPickerSettings, { sections: { identifiers: PatientIdentifierRepresentation } })
export class PatientPickerRepresentation {}

@withSettings(PersonRightsSettings, { required: ['resourceTypes', 'scope'] })
export class PersonRightsRepresentation {}

@withSettings(FhirServerAuthorizationSettings, { required: ['tokenEndpoint', 'clientId'] })
export class FhirServerAuthorizationRepresentation {}

/** The settings of a FHIR server, with those that have their default, and without secrets. */
@withSettings(FhirServerSettings, {
  without: ['default'],
  required: ['name', 'baseUrl'],
  sections: {
    patientPicker: PatientPickerRepresentation,
    rights: PersonRightsRepresentation,
    authorization: FhirServerAuthorizationRepresentation,
  },
})
export class FhirServerSettingsRepresentation {}

/** What a FHIR server says about itself. */
export class CapabilitiesRepresentation {
  @ApiProperty({ enum: ['R3', 'R4'] })
  release!: string;

  @ApiProperty({ type: [String], description: 'The resource types that it supports.', example: ['Patient'] })
  types!: string[];

  @ApiProperty({ type: [String], description: 'Its system-level operations.' })
  operations!: string[];

  @ApiProperty({ description: 'Whether it says that it takes part in SMART App Launch.' })
  smart!: boolean;

  @ApiProperty({
    format: 'date-time',
    description: 'When the process that answers read it. Each process reads it itself, every hour.',
  })
  readAt!: string;
}

/** A FHIR server as the API shows it. */
export class FhirServerRepresentation {
  @ApiProperty({ example: 'records' })
  name!: string;

  @ApiProperty({ example: 'https://fhir.hospital.example/r4' })
  baseUrl!: string;

  @ApiProperty({ description: 'Whether requests that name no FHIR server are about this one.' })
  isDefault!: boolean;

  @ApiProperty({
    type: String,
    enum: ['R3', 'R4'],
    nullable: true,
    description: 'The release that this server uses: of the settings, or of the CapabilityStatement.',
  })
  release!: string | null;

  @ApiProperty({
    type: CapabilitiesRepresentation,
    nullable: true,
    description: 'From its CapabilityStatement; `null` as long as it could not be read.',
  })
  capabilities!: CapabilitiesRepresentation | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why the CapabilityStatement could not be read the last time; `null` when it could.',
  })
  capabilitiesProblem!: string | null;

  @ApiProperty({ type: FhirServerSettingsRepresentation, description: 'Every setting but the secrets.' })
  settings!: object;
}

export class FhirServerListRepresentation {
  @ApiProperty({ type: [FhirServerRepresentation], description: 'In the order of the settings.' })
  fhirServers!: FhirServerRepresentation[];
}
