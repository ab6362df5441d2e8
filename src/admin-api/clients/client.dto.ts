import { IsIn } from 'class-validator';
import { ClientSettings } from '#src/config/settings/client.settings.js';
import { INSTANT } from '#src/clock/instant.js';
import { ApiPropertyOptional } from '../documentation/annotations.js';
import { Text, ValidateIfPresent } from '../members.js';
import { PageQuery } from '../pages.js';
import { withSettings } from '../setting-members.js';

export const CLIENT_FILTERS = ['enabled', 'disabled', 'pending', 'unusable'] as const;
const PLACES = ['file', 'database'] as const;

/** A new client, in the form of an entry of the configuration file, without secrets. */
@withSettings(ClientSettings, { required: ['clientId'] })
export class CreateClientDto {}

/** Changes to a client (RFC 7396): `null` takes a setting out, so that its default counts. */
@withSettings(ClientSettings, { without: ['clientId', 'enabled'], nullable: true })
export class UpdateClientDto {}

/** `POST .../secrets` */
export class AddClientSecretDto {
  @Text({
    max: 40,
    pattern: INSTANT,
    message: 'must be a time such as 2026-12-31T23:59:59Z',
    format: 'date-time',
    description: 'From when on the secret is refused. A secret without it does not expire.',
    example: '2026-12-31T23:59:59Z',
  })
  expiresAt?: string;
}

/** The query of a list. A client must meet all conditions. */
export class ListClientsDto extends PageQuery {
  @Text({ max: 100, description: 'Part of an id or a name; no wildcards.', example: 'growth' })
  q?: string;

  @ApiPropertyOptional({
    enum: CLIENT_FILTERS,
    description: '`unusable`: its definition has a problem, whatever its status.',
  })
  @ValidateIfPresent()
  @IsIn(CLIENT_FILTERS, { message: `must be one of ${CLIENT_FILTERS.join(', ')}` })
  status?: (typeof CLIENT_FILTERS)[number];

  @ApiPropertyOptional({ enum: PLACES, description: 'Where the client is defined.' })
  @ValidateIfPresent()
  @IsIn(PLACES, { message: 'must be file or database' })
  origin?: (typeof PLACES)[number];
}
