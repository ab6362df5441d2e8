import { Controller, Get, HttpCode, Param, Post, UsePipes } from '@nestjs/common';
import { ConnectionCheck } from '#src/administration/examination/connection-check.js';
import { instantOf } from '#src/clock/instant.js';
import { Settings } from '#src/config/settings/settings.js';
import { withoutSecrets } from '#src/config/written-settings.js';
import { FhirClients } from '#src/fhir-client/fhir-clients.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { fhirRelease } from '#src/fhir-client/fhir-version.js';
import { Problem } from '#src/http/answers/problem.js';
import { ApiOkResponse, ApiTags } from '../documentation/annotations.js';
import { Describe, MayBeUnchanged, TAG_OF_PAGE } from '../documentation/describe.js';
import { dtoValidation } from '../dto-validation.js';
import { FindingsRepresentation } from '../finding.dto.js';
import { RequirePermission } from '../require-permission.js';
import { FhirServerListRepresentation, FhirServerRepresentation } from './fhir-server-representation.js';

/** Shows the FHIR servers of the configuration file. */
@ApiTags('FHIR servers')
@Controller('api/v1/fhir-servers')
@UsePipes(dtoValidation)
export class FhirServersController {
  constructor(
    private readonly servers: FhirServers,
    private readonly clients: FhirClients,
    private readonly connections: ConnectionCheck,
    private readonly settings: Settings,
  ) {}

  @Get()
  @RequirePermission('__wardkey/fhir-servers.read')
  @Describe('listFhirServers', 'List the FHIR servers')
  @MayBeUnchanged()
  @ApiOkResponse({
    type: FhirServerListRepresentation,
    description: 'All FHIR servers.',
    headers: TAG_OF_PAGE,
  })
  list(): FhirServerListRepresentation {
    return { fhirServers: this.servers.all.map((server) => this.shown(server)) };
  }

  @Get(':name')
  @RequirePermission('__wardkey/fhir-servers.read')
  @Describe('readFhirServer', 'Read a FHIR server', { problems: [404] })
  @MayBeUnchanged()
  @ApiOkResponse({ type: FhirServerRepresentation, description: 'The FHIR server.', headers: TAG_OF_PAGE })
  read(@Param('name') name: string): FhirServerRepresentation {
    return this.shown(this.named(name));
  }

  @Post(':name/check')
  @HttpCode(200)
  @RequirePermission('__wardkey/fhir-servers.read')
  @Describe('checkFhirServer', 'Check the connection to a FHIR server', {
    description:
      'Reads its CapabilityStatement, and sends searches that find no person, as `wardkey doctor` does. Changes nothing.',
    problems: [404],
  })
  @ApiOkResponse({ type: FindingsRepresentation, description: 'What was found.' })
  async check(@Param('name') name: string): Promise<FindingsRepresentation> {
    return { findings: await this.connections.ofFhirServer(this.named(name)) };
  }

  private named(name: string): FhirServer {
    const server = this.servers.named(name);
    if (server) return server;
    throw new Problem(404, 'There is no such FHIR server', {
      detail: `Configured: ${this.servers.all.map((one) => one.name).join(', ') || 'none'}.`,
    });
  }

  private shown(server: FhirServer): FhirServerRepresentation {
    const { name, baseUrl, fhirVersion } = server;
    const known = this.clients.capabilities.lastRead(server);
    const { default: _isDefault, ...settings } = withoutSecrets(
      this.settings.fhirServers.find((one) => one.name === name)!,
    ) as { default?: boolean };
    return {
      name,
      baseUrl,
      isDefault: this.servers.default === server,
      release: fhirRelease(fhirVersion) ?? known?.release ?? null,
      capabilities: known
        ? {
            release: known.release,
            types: [...known.types],
            operations: [...known.operations],
            smart: known.smart,
            readAt: instantOf(known.readAt),
          }
        : null,
      capabilitiesProblem: this.clients.capabilities.lastFailure(server) ?? null,
      settings,
    };
  }
}
