import type { Finding } from '#src/administration/examination/report.js';
import { ApiProperty } from './documentation/annotations.js';

/** What was found about one thing. */
export class FindingRepresentation implements Finding {
  @ApiProperty({ enum: ['ok', 'warning', 'problem'] })
  mark!: Finding['mark'];

  @ApiProperty({ description: 'What it is about.', example: 'hospital' })
  what!: string;

  @ApiProperty({ example: 'issuer https://login.hospital.example' })
  finding!: string;
}

/** What an examination found, in its order. */
export class FindingsRepresentation {
  @ApiProperty({ type: [FindingRepresentation] })
  findings!: Finding[];
}
