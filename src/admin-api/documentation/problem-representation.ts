import { ApiProperty, ApiPropertyOptional } from './annotations.js';

/** A member of the request that cannot be accepted. */
export class FieldProblemRepresentation {
  @ApiProperty({ description: 'Where the member is in the body or query.', example: 'email' })
  field!: string;

  @ApiProperty({ example: 'is not an e-mail address by which a person can be recognised' })
  message!: string;
}

/** An error as problem details (RFC 9457). */
export class ProblemRepresentation {
  @ApiProperty({ example: 'about:blank' })
  type!: string;

  @ApiProperty({ example: 'The request cannot be accepted' })
  title!: string;

  @ApiProperty({ type: 'integer', example: 400 })
  status!: number;

  @ApiPropertyOptional({ description: 'Details of the error, or what to do about it.' })
  detail?: string;

  @ApiPropertyOptional({ type: [FieldProblemRepresentation] })
  errors?: FieldProblemRepresentation[];

  @ApiPropertyOptional({
    description:
      'A number by which the operator of this server finds the error, when the fault is in this server.',
    example: 'K7P2-9QXD',
  })
  reference?: string;
}
