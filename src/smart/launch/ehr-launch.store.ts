import { Injectable } from '@nestjs/common';
import { DataSource, type Repository } from 'typeorm';
import { newHandle, sha256 } from '#src/crypto/handle.js';
import { epochNow } from '#src/database/epoch-column.js';
import { EhrLaunch } from './ehr-launch.entity.js';
import type { LaunchContext } from './launch-context.js';

/** From "open the app" in the EHR to the app’s authorization request: seconds, unless somebody replays it. */
const LIFETIME_SECONDS = 300;

/** Launch handles: 256 random bits, hashed at rest, single use, bound to one client and one FHIR server. */
@Injectable()
export class EhrLaunchStore {
  private readonly launches: Repository<EhrLaunch>;

  constructor(dataSource: DataSource) {
    this.launches = dataSource.getRepository(EhrLaunch);
  }

  /** @returns the handle for the app’s launch URL; it exists nowhere else in this form. */
  async create(facts: { clientId: string; fhirServer: string; context: LaunchContext }): Promise<string> {
    const launch = newHandle();
    await this.launches.insert({
      launchHash: sha256(launch),
      ...facts,
      expiresAt: epochNow() + LIFETIME_SECONDS,
      consumedBy: null,
      consumedAt: null,
    });
    return launch;
  }

  /**
   * Uses a launch up.
   *
   * @param by the authorization request it is used for.
   *
   * @returns its context; undefined when it is unknown, used, expired, or another client’s or server’s, without
   * telling which.
   */
  async consume(
    launch: string,
    clientId: string,
    fhirServer: string,
    by: string,
  ): Promise<LaunchContext | undefined> {
    const launchHash = sha256(launch);
    const result = await this.launches
      .createQueryBuilder()
      .update()
      .set({ consumedAt: epochNow(), consumedBy: by })
      .where(
        'launch_hash = :launchHash AND client_id = :clientId AND fhir_server = :fhirServer AND expires_at > :now AND (consumed_at IS NULL OR consumed_by = :by)',
        { launchHash, clientId, fhirServer, now: epochNow(), by },
      )
      .execute();
    if (result.affected !== 1) return undefined;
    return (await this.launches.findOneBy({ launchHash }))?.context;
  }
}
