import { Logger } from '@nestjs/common';
import type { AuditEventName } from '#src/audit/audit-events.js';
import type { AuditLog } from '#src/audit/audit-log.js';
import type { DefinitionKind } from './definition-kind.js';

/** Writes to the log and the audit log what happens to the definitions of one kind. */
export class DefinitionEvents {
  private readonly log: Logger;

  constructor(
    private readonly kind: DefinitionKind,
    private readonly audit: AuditLog,
  ) {
    this.log = new Logger(kind.logContext);
  }

  /** A definition was changed. */
  async changed(event: AuditEventName, name: string, trail: readonly object[] = []): Promise<void> {
    const told = trail.length > 0 ? { trail } : {};
    await this.audit.record({ event, outcome: 'success', [this.kind.nameKey]: name, ...told });
  }

  /** A definition of the database cannot be used. */
  async leftOut(name: string, problem: string): Promise<void> {
    const { word, noun, nameKey } = this.kind;
    this.log.warn(`${noun} ${name} in the database is not used: ${problem}`);
    await this.audit.recordOrLog({
      event: `${word}.unusable`,
      outcome: 'failed',
      [nameKey]: name,
      trail: [{ step: `${word}.read`, finding: problem, mark: 'refused' }],
    });
  }
}
