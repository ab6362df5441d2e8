import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** A member of the request that cannot be accepted. */
export class FieldProblemRepresentation {
  @ApiProperty({ description: 'Where it stands in the body or query.', example: 'email' })
  field!: string;

  @ApiProperty({ example: 'is not an address that could be recognised' })
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

  @ApiPropertyOptional({ description: 'What to do about it.' })
  detail?: string;

  @ApiPropertyOptional({ type: [FieldProblemRepresentation] })
  errors?: FieldProblemRepresentation[];

  @ApiPropertyOptional({
    description: 'The number to ask us about, when the fault is ours.',
    example: 'K7P2-9QXD',
  })
  reference?: string;
}
