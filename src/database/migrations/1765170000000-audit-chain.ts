import { type MigrationInterface, type QueryRunner, Table } from 'typeorm';

const COLUMNS = [
  'fhir_server varchar(64)',
  'patient varchar(64)',
  'address varchar(45)',
  'user_agent varchar(255)',
  'position bigint',
];

/**
 * Chains the rows of the audit log, so that a changed or deleted row is found, and keeps with each row the patient, the
 * FHIR server that has this patient, and where the request came from. Rows from before are sealed after the start, as
 * they are then.
 */
export class AuditChain1765170000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Not addColumns, because with SQLite that writes the largest of all tables again.
    for (const column of COLUMNS) await runner.query(`ALTER TABLE audit_event ADD COLUMN ${column}`);
    await runner.query(
      'CREATE INDEX audit_event_unsealed ON audit_event (occurred_at, id) WHERE position IS NULL',
    );
    await runner.query(
      'CREATE INDEX audit_event_addressed ON audit_event (occurred_at) WHERE address IS NOT NULL',
    );
    await runner.createTable(
      new Table({
        name: 'audit_seal',
        columns: [
          { name: 'position', type: 'bigint', isPrimary: true },
          { name: 'event_id', type: 'varchar', length: '36', isUnique: true },
          { name: 'event', type: 'varchar', length: '64' },
          { name: 'occurred_at', type: 'bigint' },
          { name: 'digest', type: 'varchar', length: '43' },
          { name: 'origin_digest', type: 'varchar', length: '43', isNullable: true },
          { name: 'hash', type: 'varchar', length: '43' },
          { name: 'key_id', type: 'varchar', length: '8' },
        ],
      }),
    );
    await runner.createTable(
      new Table({
        name: 'audit_stream',
        columns: [
          { name: 'receiver', type: 'varchar', length: '255', isPrimary: true },
          { name: 'position', type: 'bigint' },
          { name: 'holder', type: 'varchar', length: '36' },
          { name: 'held_until', type: 'bigint' },
        ],
      }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('audit_stream');
    await runner.dropTable('audit_seal');
    for (const index of ['audit_event_addressed', 'audit_event_unsealed'])
      await runner.query(`DROP INDEX ${index}`);
    for (const column of COLUMNS)
      await runner.query(`ALTER TABLE audit_event DROP COLUMN ${column.split(' ', 1)[0]!}`);
  }
}
