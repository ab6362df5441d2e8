import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Req,
  Res,
  UsePipes,
} from '@nestjs/common';
import type { Response } from 'express';
import { ClientAdministration, type WrittenClient } from '#src/administration/client-administration.js';
import type { ClientDefinition } from '#src/clients/client-definition.js';
import { ClientDefinitions } from '#src/clients/client-definitions.js';
import { Clock } from '#src/clock/clock.js';
import { instantOf, isInstant } from '#src/clock/instant.js';
import { Problem, unacceptable } from '#src/http/answers/problem.js';
import { IfMatch } from '#src/http/incoming/if-match.js';
import { PATCH_TYPES } from '#src/http/incoming/media-types.js';
import type { ApiActor } from '../authentication/api-actor.js';
import {
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiTags,
} from '../documentation/annotations.js';
import { definitionTag, fieldProblems, seenBy } from '../definitions.js';
import {
  Describe,
  MayBeUnchanged,
  OF_CLIENT,
  RequiresIfMatch,
  TAG_OF_CLIENT,
  TAG_OF_PAGE,
  TakesIfMatch,
} from '../documentation/describe.js';
import { dtoValidation } from '../dto-validation.js';
import { Idempotent } from '../idempotency/idempotent.js';
import { CLIENT_IDS, cursorOf, placeAt } from '../pages.js';
import { RequirePermission, RequireRecentSignIn } from '../require-permission.js';
import {
  ClientConfigurationRepresentation,
  ClientPageRepresentation,
  ClientRepresentation,
  NewClientSecretRepresentation,
  representation,
  WrittenClientRepresentation,
} from './client-representation.js';
import { AddClientSecretDto, CreateClientDto, ListClientsDto, UpdateClientDto } from './client.dto.js';

interface ApiRequest {
  user: ApiActor;
}

const OF_THE_FILE = 'A client of the configuration file is not changed here (409).';

/** Manages apps and services (clients). */
@ApiTags('clients')
@Controller('api/v1/clients')
@UsePipes(dtoValidation)
export class ClientsController {
  constructor(
    private readonly definitions: ClientDefinitions,
    private readonly administration: ClientAdministration,
    private readonly clock: Clock,
  ) {}

  @Get()
  @RequirePermission('__wardkey/clients.read')
  @Describe('listClients', 'Find clients', {
    description:
      'First those of the configuration file, then those of the database, oldest first, in pages. A client must meet all given conditions.',
  })
  @MayBeUnchanged()
  @ApiOkResponse({ type: ClientPageRepresentation, description: 'One page.', headers: TAG_OF_PAGE })
  async list(@Query() query: ListClientsDto): Promise<ClientPageRepresentation> {
    const { limit } = query;
    const after = placeAt(query.cursor, CLIENT_IDS);
    const found = (await this.definitions.all())
      .filter((definition) => meets(definition, query) && (!after || isAfter(placeOf(definition), after)))
      .sort((one, other) => (isAfter(placeOf(one), placeOf(other)) ? 1 : -1));
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return { clients: page.map(representation), next: last ? cursorOf(placeOf(last)) : null };
  }

  @Post()
  @RequirePermission('__wardkey/clients.write')
  @Describe('createClient', 'Make a client', {
    description:
      'The body is an entry of the configuration file (docs/configuration.md, `clients`) without secrets, and the same rules decide about it. A client that authenticates by secret gets one, which only this answer shows. Nobody makes a client that may do in this API what they may not (403).',
    problems: [409, 422],
  })
  @Idempotent()
  @ApiCreatedResponse({
    type: WrittenClientRepresentation,
    description: 'The new client.',
    headers: {
      ...TAG_OF_CLIENT,
      Location: { description: 'The address of the new client.', schema: { type: 'string' } },
    },
  })
  async create(
    @Body() body: CreateClientDto,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<WrittenClientRepresentation> {
    const written = await this.administration.put({ ...body }, request.user);
    const { clientId } = written.client;
    response.set('Location', `/api/v1/clients/${encodeURIComponent(clientId)}`);
    return { ...(await this.shown(clientId, response)), ...toldOnce(written) };
  }

  @Get(':id')
  @RequirePermission('__wardkey/clients.read')
  @Describe('readClient', 'Read a client', { problems: [404] })
  @MayBeUnchanged()
  @ApiOkResponse({ type: ClientRepresentation, description: 'The client.', headers: TAG_OF_CLIENT })
  async read(
    @Param('id') id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ClientRepresentation> {
    return this.shown(id, response);
  }

  @Get(':id/configuration')
  @RequirePermission('__wardkey/clients.read')
  @Describe('readClientConfiguration', 'Read a client as a piece of the configuration file', {
    description:
      'To move a client into the configuration file, or to another server (an entry is what `wardkey client add` takes). Secrets are not part of it.',
    problems: [404],
  })
  @MayBeUnchanged()
  @ApiOkResponse({
    type: ClientConfigurationRepresentation,
    description: 'The piece of configuration.',
    headers: TAG_OF_PAGE,
  })
  async configuration(@Param('id') id: string): Promise<ClientConfigurationRepresentation> {
    return { clients: [await this.administration.entryOf(id)] };
  }

  @Patch(':id')
  @RequirePermission('__wardkey/clients.write')
  @Describe('updateClient', 'Change the settings of a client', {
    description: `A merge patch (RFC 7396). It takes effect from the next request on. A client that begins to authenticate by secret gets one, which only this answer shows; one that stops loses its secrets. ${OF_THE_FILE}`,
    problems: [404, 409, 412, 428],
  })
  @RequiresIfMatch(OF_CLIENT)
  @ApiConsumes(...PATCH_TYPES)
  @ApiOkResponse({
    type: WrittenClientRepresentation,
    description: 'The client as it is now.',
    headers: TAG_OF_CLIENT,
  })
  async update(
    @Param('id') id: string,
    @Body() body: UpdateClientDto,
    @Headers('If-Match') ifMatch: string | undefined,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<WrittenClientRepresentation> {
    const condition = IfMatch.parse(ifMatch);
    if (!condition.isGiven)
      throw new Problem(428, 'If-Match is required', {
        detail: 'Send the ETag that you got when you read the client, so that no change by others is lost.',
      });
    const written = await this.administration.change(id, { ...body }, request.user, seenBy(condition));
    return { ...(await this.shown(id, response)), ...toldOnce(written) };
  }

  @Delete(':id')
  @HttpCode(204)
  @RequireRecentSignIn()
  @RequirePermission('__wardkey/clients.write')
  @Describe('deleteClient', 'Delete a client for ever', {
    description: `Its secrets are deleted with it, and its tokens are not active any more. Its id is never used again. ${OF_THE_FILE}`,
    problems: [404, 409, 412],
  })
  @TakesIfMatch(OF_CLIENT)
  @ApiNoContentResponse({ description: 'The client is deleted.' })
  async delete(
    @Param('id') id: string,
    @Headers('If-Match') ifMatch: string | undefined,
    @Req() request: ApiRequest,
  ): Promise<void> {
    await this.administration.remove(id, request.user, seenBy(IfMatch.parse(ifMatch)));
  }

  @Post(':id/enable')
  @HttpCode(200)
  @RequirePermission('__wardkey/clients.write')
  @Describe('enableClient', 'Switch a client on', {
    description: `A client that waits for approval is approved instead (409). ${OF_THE_FILE}`,
    problems: [404, 409, 412],
  })
  @TakesIfMatch(OF_CLIENT)
  @ApiOkResponse({
    type: ClientRepresentation,
    description: 'The client as it is now.',
    headers: TAG_OF_CLIENT,
  })
  async enable(
    @Param('id') id: string,
    @Headers('If-Match') ifMatch: string | undefined,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ClientRepresentation> {
    await this.administration.setEnabled(id, true, request.user, seenBy(IfMatch.parse(ifMatch)));
    return this.shown(id, response);
  }

  @Post(':id/disable')
  @HttpCode(200)
  @RequirePermission('__wardkey/clients.write')
  @Describe('disableClient', 'Switch a client off', {
    description: `It is refused everywhere from the next request on, and its tokens are not active any more. ${OF_THE_FILE}`,
    problems: [404, 409, 412],
  })
  @TakesIfMatch(OF_CLIENT)
  @ApiOkResponse({
    type: ClientRepresentation,
    description: 'The client as it is now.',
    headers: TAG_OF_CLIENT,
  })
  async disable(
    @Param('id') id: string,
    @Headers('If-Match') ifMatch: string | undefined,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ClientRepresentation> {
    await this.administration.setEnabled(id, false, request.user, seenBy(IfMatch.parse(ifMatch)));
    return this.shown(id, response);
  }

  @Post(':id/approve')
  @HttpCode(200)
  @RequirePermission('__wardkey/clients.write')
  @Describe('approveClient', 'Let a client in that its developer registered', {
    description: 'For a client that waits for approval; any other is refused (409).',
    problems: [404, 409, 412],
  })
  @TakesIfMatch(OF_CLIENT)
  @ApiOkResponse({
    type: ClientRepresentation,
    description: 'The client as it is now.',
    headers: TAG_OF_CLIENT,
  })
  async approve(
    @Param('id') id: string,
    @Headers('If-Match') ifMatch: string | undefined,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ClientRepresentation> {
    await this.administration.approve(id, request.user, seenBy(IfMatch.parse(ifMatch)));
    return this.shown(id, response);
  }

  @Post(':id/secrets')
  @RequirePermission('__wardkey/clients.write')
  @Describe('addClientSecret', 'Make another secret for a client', {
    description: `Only this answer shows it. The other secrets work until they expire or are removed, so that the app can change to the new one meanwhile. ${OF_THE_FILE}`,
    problems: [404, 409, 412, 422],
  })
  @Idempotent()
  @TakesIfMatch(OF_CLIENT)
  @ApiCreatedResponse({ type: NewClientSecretRepresentation, description: 'The secret.' })
  async addSecret(
    @Param('id') id: string,
    @Body() { expiresAt }: AddClientSecretDto,
    @Headers('If-Match') ifMatch: string | undefined,
    @Req() request: ApiRequest,
  ): Promise<NewClientSecretRepresentation> {
    const expiry = this.expiry(expiresAt);
    const isSeen = seenBy(IfMatch.parse(ifMatch));
    const made = await this.administration.addSecret(id, request.user, expiry, isSeen);
    return {
      id: made.id,
      clientSecret: made.secret,
      expiresAt: expiry === null ? null : instantOf(expiry),
    };
  }

  @Delete(':id/secrets/:secretId')
  @HttpCode(204)
  @RequirePermission('__wardkey/clients.write')
  @Describe('removeClientSecret', 'End a secret of a client', {
    description: `It is refused from the next request on. ${OF_THE_FILE}`,
    problems: [404, 409, 412],
  })
  @TakesIfMatch(OF_CLIENT)
  @ApiNoContentResponse({ description: 'The secret is removed.' })
  async removeSecret(
    @Param('id') id: string,
    @Param('secretId') secretId: string,
    @Headers('If-Match') ifMatch: string | undefined,
    @Req() request: ApiRequest,
  ): Promise<void> {
    await this.administration.removeSecret(id, secretId, request.user, seenBy(IfMatch.parse(ifMatch)));
  }

  private async shown(id: string, response: Response): Promise<ClientRepresentation> {
    const definition = await this.administration.known(id);
    const shown = representation(definition);
    const tag = definitionTag(definition, shown);
    if (tag !== undefined) response.set('ETag', tag);
    return shown;
  }

  /** @returns seconds since 1970; null for never. */
  private expiry(expiresAt: string | undefined): number | null {
    if (expiresAt === undefined) return null;
    const message = 'must be a time on a day that exists, in the future';
    const seconds = isInstant(expiresAt) ? Math.floor(Date.parse(expiresAt) / 1000) : 0;
    if (seconds <= this.clock.epoch()) throw unacceptable([{ field: 'expiresAt', message }]);
    return seconds;
  }
}

function toldOnce({ newSecret, warnings }: Pick<WrittenClient, 'newSecret' | 'warnings'>) {
  return { clientSecret: newSecret ?? null, warnings: fieldProblems(warnings) };
}

function meets(definition: ClientDefinition, { q, status, origin }: ListClientsDto): boolean {
  const place = definition.origin === 'file' ? 'file' : 'database';
  if (origin !== undefined && origin !== place) return false;
  if (
    status === 'unusable' ? !('problem' in definition) : status !== undefined && status !== definition.status
  )
    return false;
  const name = 'settings' in definition ? (definition.settings.clientName ?? '') : '';
  return q === undefined || [definition.clientId, name].some((text) => contains(text, q));
}

function contains(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

type ClientPlace = readonly [seconds: number, id: string];

/** Clients of the file have no time, and come first. */
function placeOf({ createdAt, clientId }: ClientDefinition): ClientPlace {
  return [createdAt ?? 0, clientId];
}

function isAfter([seconds, id]: ClientPlace, [otherSeconds, otherId]: ClientPlace): boolean {
  return seconds === otherSeconds ? id > otherId : seconds > otherSeconds;
}
