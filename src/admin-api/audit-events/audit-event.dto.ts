import { IsIn } from 'class-validator';
import { AUDIT_EVENTS, type AuditEventName } from '#src/audit/audit-events.js';
import type { AuditRecord } from '#src/audit/audit-rows.js';
import { INSTANT } from '#src/clock/instant.js';
import { ApiProperty, ApiPropertyOptional } from '../documentation/annotations.js';
import { Text, ValidateIfPresent } from '../members.js';
import { PageQuery } from '../pages.js';

const OUTCOMES = ['success', 'refused', 'failed'] as const;
const TIME = {
  max: 40,
  pattern: INSTANT,
  message: 'must be a time such as 2026-03-01T14:00:00+01:00',
  format: 'date-time',
  example: '2026-03-01T00:00:00Z',
} as const;

/** The query of the search. A row must meet all conditions. */
export class ListAuditEventsDto extends PageQuery {
  @Text({ ...TIME, description: 'From this second on.' })
  from?: string;

  @Text({ ...TIME, description: 'Up to this second, which belongs to it.' })
  to?: string;

  @ApiPropertyOptional({ enum: AUDIT_EVENTS, description: 'What happened.', example: 'login.refused' })
  @ValidateIfPresent()
  @IsIn(AUDIT_EVENTS, { message: `must be one of ${AUDIT_EVENTS.join(', ')}` })
  event?: AuditEventName;

  @ApiPropertyOptional({ enum: OUTCOMES })
  @ValidateIfPresent()
  @IsIn(OUTCOMES, { message: 'must be success, refused or failed' })
  outcome?: (typeof OUTCOMES)[number];

  @Text({ max: 64, description: 'The code that says why.', example: 'several_accounts' })
  reason?: string;

  @Text({ max: 16, description: 'The reference number that a page showed.', example: 'K7PQ-3MXA' })
  reference?: string;

  @Text({ max: 36, description: 'The `id` of an account, also of one that was deleted.' })
  accountId?: string;

  @Text({ max: 36, description: 'The `id` of the account of the administrator who did it.' })
  actorId?: string;

  @Text({ max: 255, description: 'An app or service.', example: 'growth-chart' })
  clientId?: string;

  @Text({ max: 64, description: 'An identity provider.', example: 'hospital' })
  scheme?: string;

  @Text({ max: 64, description: 'The FHIR server that has the patient, by its name.', example: 'records' })
  fhirServer?: string;

  @Text({ max: 64, description: 'The `id` of the patient whose record was opened.', example: 'noah-jansen' })
  patient?: string;

  @Text({ max: 45, description: 'The network address that the request came from.', example: '10.1.2.3' })
  address?: string;
}

/** A row of the audit log. What a row does not have is left out. */
export class AuditEventRepresentation implements AuditRecord {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'date-time' })
  occurredAt!: string;

  @ApiProperty({ description: 'What happened.', example: 'login.refused' })
  event!: string;

  @ApiProperty({ enum: OUTCOMES })
  outcome!: string;

  @ApiPropertyOptional({ description: 'The code that says why.', example: 'several_accounts' })
  reason?: string;

  @ApiPropertyOptional({ description: 'The reference number that a page showed.', example: 'K7PQ-3MXA' })
  reference?: string;

  @ApiPropertyOptional({ description: 'The account that the event is about.' })
  accountId?: string;

  @ApiPropertyOptional({ description: 'The account of the administrator who did it.' })
  actorId?: string;

  @ApiPropertyOptional({ description: 'The app or service.' })
  clientId?: string;

  @ApiPropertyOptional({ description: 'The identity provider.' })
  scheme?: string;

  @ApiPropertyOptional({ description: 'The FHIR server that has the patient, by its name.' })
  fhirServer?: string;

  @ApiPropertyOptional({ description: 'The `id` of the patient whose record was opened.' })
  patient?: string;

  @ApiPropertyOptional({
    description: 'What was checked and found, step by step, mostly as a list of `step` and `finding`.',
    type: 'array',
    // A step mostly, and a text where a long list was cut.
    items: {},
  })
  trail?: unknown;

  @ApiPropertyOptional({ description: 'Where the request came from; deleted after `audit.addressDays`.' })
  address?: string;

  @ApiPropertyOptional({
    description: 'What the browser or program said that it is; deleted with `address`.',
  })
  userAgent?: string;

  @ApiPropertyOptional({
    type: 'integer',
    description: 'Its place in the chain that shows changes. A row gets it within about a second.',
  })
  position?: number;
}

/** One page of the audit log, newest first. */
export class AuditEventPageRepresentation {
  @ApiProperty({ type: [AuditEventRepresentation] })
  auditEvents!: AuditEventRepresentation[];

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'The `cursor` of the next page; `null` when there are no older rows. A page may have no row and still have a next one, because each request looks at 5,000 rows at most.',
  })
  next!: string | null;
}
