import { Body, Controller, Post, Req, UsePipes } from '@nestjs/common';
import { AuditLog } from '#src/audit/audit-log.js';
import type { ApiActor } from '../authentication/api-actor.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { parseFhirUser } from '#src/fhir-user/fhir-user-reference.js';
import { EhrLaunches } from '#src/smart/launch/ehr-launches.js';
import { LaunchNotPossibleError } from '#src/smart/launch/errors.js';
import { fhirContextProblem } from '#src/smart/launch/launch-context.js';
import { ApiCreatedResponse, ApiTags } from '../documentation/annotations.js';
import { Describe } from '../documentation/describe.js';
import { dtoValidation } from '../dto-validation.js';
import { unacceptable } from '#src/http/answers/problem.js';
import { RequirePermission } from '../require-permission.js';
import { CreateLaunchContextDto, PreparedLaunchRepresentation } from './launch-context.dto.js';

/**
 * The route by which an EHR prepares a launch. The EHR names the app, the patient and further open resources, and gets
 * the address to open.
 */
@ApiTags('launch contexts')
@Controller('api/v1/launch-contexts')
@UsePipes(dtoValidation)
export class LaunchContextsController {
  constructor(
    private readonly fhirServers: FhirServers,
    private readonly launches: EhrLaunches,
    private readonly audit: AuditLog,
  ) {}

  @Post()
  @RequirePermission('__wardkey/launch-contexts.write')
  @Describe('prepareLaunch', 'Prepare an EHR launch', {
    description:
      'For an EHR that opens an app in its user’s browser (SMART App Launch 2.2, "EHR launch"). The launch can be used once, within five minutes, by this app, for this FHIR server and, with `user`, by this person.',
  })
  @ApiCreatedResponse({ type: PreparedLaunchRepresentation, description: 'The address to open.' })
  async create(
    @Body() body: CreateLaunchContextDto,
    @Req() request: { user: ApiActor },
  ): Promise<PreparedLaunchRepresentation> {
    const { client_id: clientId, launch_uri: launchUri, iss, user, ...context } = body;
    const fhirServer = this.serverAt(iss);
    // Without a patient, the person may have to choose one, and the app could get the encounter of a different patient.
    if (context.encounter !== undefined && context.patient === undefined)
      throw unacceptable([{ field: 'patient', message: 'is required with an encounter' }]);
    for (const [index, item] of (context.fhirContext ?? []).entries()) {
      const message = fhirContextProblem(item);
      if (message) throw unacceptable([{ field: `fhirContext.${index}`, message }]);
    }
    const fhirUser = user === undefined ? undefined : personNamed(user, fhirServer);
    const prepared = await this.launches
      .prepare({ clientId, launchUri, fhirServer, context, fhirUser })
      .catch((error: unknown) => {
        if (!(error instanceof LaunchNotPossibleError)) throw error;
        throw unacceptable([{ field: error.field, message: error.message }]);
      });
    await this.audit.record({
      event: 'launch.prepared',
      outcome: 'success',
      clientId: request.user.clientId,
      ...(context.patient ? { fhirServer: fhirServer.name, patient: context.patient } : {}),
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
    throw unacceptable([
      {
        field: 'iss',
        message:
          iss === undefined
            ? 'is required: there are several FHIR servers'
            : 'is not the base URL of a FHIR server of this installation',
      },
    ]);
  }
}

function personNamed(user: string, server: FhirServer): string {
  const reference = parseFhirUser(user, server);
  if ('problem' in reference) throw unacceptable([{ field: 'user', message: `is ${reference.problem}` }]);
  return `${reference.resourceType}/${reference.id}`;
}
