import { Controller, Get, Param, Query, Req, UsePipes } from '@nestjs/common';
import { AuditLog } from '#src/audit/audit-log.js';
import { recordOf } from '#src/audit/audit-rows.js';
import { AuditSearch } from '#src/audit/audit-search.js';
import type { ApiActor } from '../authentication/api-actor.js';
import { Problem, unacceptable } from '#src/http/answers/problem.js';
import { isInstant } from '#src/clock/instant.js';
import { ApiOkResponse, ApiTags } from '../documentation/annotations.js';
import { Describe, MayBeUnchanged, TAG_OF_PAGE } from '../documentation/describe.js';
import { dtoValidation } from '../dto-validation.js';
import { cursorOf, placeAt } from '../pages.js';
import { RequirePermission } from '../require-permission.js';
import {
  AuditEventPageRepresentation,
  AuditEventRepresentation,
  ListAuditEventsDto,
} from './audit-event.dto.js';

/** Shows the audit log to administrators and auditors. */
@ApiTags('audit')
@Controller('api/v1/audit-events')
@UsePipes(dtoValidation)
export class AuditEventsController {
  constructor(
    private readonly search: AuditSearch,
    private readonly audit: AuditLog,
  ) {}

  @Get()
  @RequirePermission('__wardkey/audit.read')
  @Describe('listAuditEvents', 'Search the audit log', {
    description:
      'Newest first, in pages. A row must meet all given conditions. Each search is a row of the audit log itself: `audit.searched`, with the conditions.',
  })
  @MayBeUnchanged()
  @ApiOkResponse({ type: AuditEventPageRepresentation, description: 'One page.', headers: TAG_OF_PAGE })
  async list(
    @Query() query: ListAuditEventsDto,
    @Req() request: { user: ApiActor },
  ): Promise<AuditEventPageRepresentation> {
    const { cursor, limit, from, to, ...conditions } = query;
    const [occurredAt, id] = placeAt(cursor) ?? [];
    const times = { from: secondOf('from', from), before: endOf(secondOf('to', to)) };
    const before = occurredAt === undefined || id === undefined ? undefined : { occurredAt, id };
    const { rows, next } = await this.search.page({ ...conditions, ...times }, limit, before);
    // The pages of one search are one look at the log.
    if (!before)
      await this.recordSearch(
        request.user,
        Object.entries({ from, to, ...conditions })
          .filter(([, value]) => value !== undefined)
          .map(([step, finding]) => ({ step, finding })),
      );
    return { auditEvents: rows.map(recordOf), next: next ? cursorOf([next.occurredAt, next.id]) : null };
  }

  @Get(':id')
  @RequirePermission('__wardkey/audit.read')
  @Describe('readAuditEvent', 'Read a row of the audit log', {
    description: 'This is a row of the audit log itself: `audit.searched`, with the `id`.',
    problems: [404],
  })
  @MayBeUnchanged()
  @ApiOkResponse({ type: AuditEventRepresentation, description: 'The row.', headers: TAG_OF_PAGE })
  async read(@Param('id') id: string, @Req() request: { user: ApiActor }): Promise<AuditEventRepresentation> {
    const row = await this.search.row(id);
    if (!row) throw new Problem(404, 'There is no such row', { detail: 'Old rows are deleted.' });
    await this.recordSearch(request.user, [{ step: 'id', finding: id }]);
    return recordOf(row);
  }

  private async recordSearch({ clientId }: ApiActor, trail: object[]): Promise<void> {
    await this.audit.record({ event: 'audit.searched', outcome: 'success', clientId, trail });
  }
}

function secondOf(field: string, time: string | undefined): number | undefined {
  if (time === undefined) return undefined;
  if (!isInstant(time)) throw unacceptable([{ field, message: 'must be a time on a day that exists' }]);
  return Math.floor(Date.parse(time) / 1000);
}

/** The second itself belongs to the search. */
function endOf(second: number | undefined): number | undefined {
  return second === undefined ? undefined : second + 1;
}
