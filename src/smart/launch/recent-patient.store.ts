import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#src/clock/clock.js';
import { Sql } from '#src/database/sql.js';

/** As many as fit on a screen beside the other choices. */
const RECENT_PATIENTS = 10;
/** A patient that a person has not opened for a month is not offered any more. */
const KEPT_SECONDS = 30 * 24 * 3600;

/** Stores the last few patients that each account chose, on each FHIR server. No other code queries recent patients. */
@Injectable()
export class RecentPatientStore {
  private readonly sql: Sql;

  constructor(
    dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.sql = new Sql(dataSource);
  }

  async chosen(accountId: string, fhirServer: string, patientId: string): Promise<void> {
    await this.sql.rows(
      `INSERT INTO recent_patient (account_id, fhir_server, patient_id, chosen_at_ms, expires_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (account_id, fhir_server, patient_id)
       DO UPDATE SET chosen_at_ms = excluded.chosen_at_ms, expires_at = excluded.expires_at`,
      [accountId, fhirServer, patientId, this.clock.milliseconds(), this.clock.epoch() + KEPT_SECONDS],
    );
    // This statement is separate. If it does not run, the next choice deletes the surplus.
    await this.sql.rows(
      `DELETE FROM recent_patient WHERE account_id = ? AND fhir_server = ? AND patient_id NOT IN
       (SELECT patient_id FROM recent_patient WHERE account_id = ? AND fhir_server = ? ORDER BY chosen_at_ms DESC LIMIT ${RECENT_PATIENTS})`,
      [accountId, fhirServer, accountId, fhirServer],
    );
  }

  /** @returns the ids of patients, the last one first. */
  async list(accountId: string, fhirServer: string): Promise<string[]> {
    const rows = await this.sql.rows<{ patient_id: string }>(
      `SELECT patient_id FROM recent_patient WHERE account_id = ? AND fhir_server = ? AND expires_at > ?
       ORDER BY chosen_at_ms DESC LIMIT ${RECENT_PATIENTS}`,
      [accountId, fhirServer, this.clock.epoch()],
    );
    return rows.map((row) => row.patient_id);
  }
}
