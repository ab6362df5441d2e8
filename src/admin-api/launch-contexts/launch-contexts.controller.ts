import { Body, Controller, Header, Post, Req, UseGuards, UsePipes } from '@nestjs/common';
import { AuditLog } from '#src/audit/audit-log.js';
import type { ApiCaller } from '#src/authorization-server/access-token-verifier.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { parseFhirUser } from '#src/fhir-user/fhir-user-reference.js';
import { EhrLaunches, type PreparedLaunch } from '#src/smart/launch/ehr-launches.js';
import { LaunchNotPossibleError } from '#src/smart/launch/errors.js';
import { fhirContextProblem } from '#src/smart/launch/launch-context.js';
import { BearerGuard } from '../authentication/bearer.guard.js';
import { dtoValidation } from '../dto-validation.js';
import { RequirePermission } from '../permissions.js';
import { type FieldProblem, Problem } from '../problem.js';
import { CreateLaunchContextDto } from './launch-context.dto.js';

/** Where an EHR prepares a launch: it names app, patient and whatever else is open, and gets the address to open. */
@Controller('api/v1/launch-contexts')
@UseGuards(BearerGuard)
@UsePipes(dtoValidation)
export class LaunchContextsController {
  constructor(
    private readonly fhirServers: FhirServers,
    private readonly launches: EhrLaunches,
    private readonly audit: AuditLog,
  ) {}

  @Post()
  @Header('Cache-Control', 'no-store')
  @RequirePermission('wardkey/launch-contexts.write')
  async create(
    @Body() body: CreateLaunchContextDto,
    @Req() request: { user: ApiCaller },
  ): Promise<PreparedLaunch> {
    const { client_id: clientId, launch_uri: launchUri, iss, user, ...context } = body;
    const fhirServer = this.serverAt(iss);
    for (const [index, item] of (context.fhirContext ?? []).entries()) {
      const message = fhirContextProblem(item);
      if (message) throw refused([{ field: `fhirContext.${index}`, message }]);
    }
    const fhirUser = user === undefined ? undefined : personNamed(user, fhirServer);
    const prepared = await this.launches
      .prepare({ clientId, launchUri, fhirServer, context, fhirUser })
      .catch((error: unknown) => {
        if (!(error instanceof LaunchNotPossibleError)) throw error;
        throw refused([{ field: error.field, message: error.message }]);
      });
    await this.audit.record({
      event: 'launch.prepared',
      outcome: 'success',
      clientId: request.user.clientId,
      trail: [
        {
          step: 'launch',
          finding: [`for ${clientId}`, context.patient && `Patient/${context.patient}`, fhirUser]
            .filter(Boolean)
            .join(', '),
        },
      ],
    });
    return prepared;
  }

  private serverAt(iss: string | undefined): FhirServer {
    const server = iss === undefined ? this.fhirServers.default : this.fhirServers.at(iss);
    if (server) return server;
    throw refused([
      {
        field: 'iss',
        message:
          iss === undefined ? 'is needed: there are several FHIR servers' : 'is not a FHIR server here',
      },
    ]);
  }
}

function personNamed(user: string, server: FhirServer): string {
  const reference = parseFhirUser(user, server);
  if ('problem' in reference) throw refused([{ field: 'user', message: `is ${reference.problem}` }]);
  return `${reference.resourceType}/${reference.id}`;
}

function refused(errors: FieldProblem[]): Problem {
  return new Problem(400, 'The request cannot be accepted', { errors });
}
