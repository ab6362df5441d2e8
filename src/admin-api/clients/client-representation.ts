import type { ClientDefinition, NamedSecret } from '#src/clients/client-definition.js';
import { instantOf } from '#src/clock/instant.js';
import { ClientSettings } from '#src/config/settings/client.settings.js';
import { withoutSecrets } from '#src/config/written-settings.js';
import { ApiProperty } from '../documentation/annotations.js';
import { FieldProblemRepresentation } from '../documentation/problem-representation.js';
import { FHIR_CONTENT } from '../members.js';
import { withSettings } from '../setting-members.js';

/** The settings of a client, with those that have their default. */
@withSettings(ClientSettings, { without: ['enabled'], required: ['clientId'] })
export class ClientSettingsRepresentation {}

/** A secret of a client. Its value is shown only in the answer to the request that made it. */
export class ClientSecretRepresentation {
  @ApiProperty({
    type: String,
    nullable: true,
    description: '`null` for a secret of the configuration file.',
  })
  id!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  createdAt!: string | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'From when on it is refused; `null` for a secret that does not expire.',
  })
  expiresAt!: string | null;
}

/** A client as the API shows it. Times are ISO 8601, UTC. */
export class ClientRepresentation {
  @ApiProperty({ example: 'growth-chart' })
  clientId!: string;

  @ApiProperty({
    enum: ['file', 'administrator', 'registration'],
    description:
      'Who defined it: the configuration file, which this API does not change; an administrator; or its developer (RFC 7591).',
  })
  origin!: ClientDefinition['origin'];

  @ApiProperty({
    enum: ['enabled', 'disabled', 'pending'],
    description: 'A client that is not enabled is refused everywhere. `pending`: it waits for approval.',
  })
  status!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why the definition cannot be used, so that the client is refused; `null` when it can.',
  })
  problem!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  createdAt!: string | null;

  @ApiProperty({ type: [ClientSecretRepresentation] })
  secrets!: ClientSecretRepresentation[];

  @ApiProperty({
    type: ClientSettingsRepresentation,
    nullable: true,
    description: 'Every setting; `null` when the definition cannot be used.',
  })
  settings!: object | null;
}

/** A client after a change, with what is told only once. */
export class WrittenClientRepresentation extends ClientRepresentation {
  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'The secret that was made for the client by this request. It is shown only here. `null` when none was made.',
  })
  clientSecret!: string | null;

  @ApiProperty({ type: [FieldProblemRepresentation], description: 'What is accepted, but should be better.' })
  warnings!: FieldProblemRepresentation[];
}

/** One page of clients: those of the file, then those of the database, oldest first. */
export class ClientPageRepresentation {
  @ApiProperty({ type: [ClientRepresentation] })
  clients!: ClientRepresentation[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The `cursor` of the next page; `null` on the last page.',
  })
  next!: string | null;
}

/** A new secret. */
export class NewClientSecretRepresentation {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ description: 'Shown only here.' })
  clientSecret!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expiresAt!: string | null;
}

/** A client as a piece of the configuration file. */
export class ClientConfigurationRepresentation {
  @ApiProperty({
    type: 'array',
    items: FHIR_CONTENT,
    description: 'One entry of `clients`, without its secrets: only the settings that its definition has.',
  })
  clients!: object[];
}

export function representation(definition: ClientDefinition): ClientRepresentation {
  const { clientId, origin, status, createdAt, secrets } = definition;
  const facts = {
    clientId,
    origin,
    status,
    createdAt: createdAt === undefined ? null : instantOf(createdAt),
    secrets: secrets.map(secretRepresentation),
  };
  if ('problem' in definition) return { ...facts, problem: definition.problem, settings: null };
  const { enabled: _status, ...settings } = withoutSecrets(definition.settings) as Record<string, unknown>;
  return { ...facts, problem: null, settings };
}

function secretRepresentation({ id, createdAt, expiresAt }: NamedSecret): ClientSecretRepresentation {
  return {
    id: id ?? null,
    createdAt: createdAt === undefined ? null : instantOf(createdAt),
    expiresAt: expiresAt === null ? null : instantOf(expiresAt),
  };
}
