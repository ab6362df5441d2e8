import { Injectable } from '@nestjs/common';
import { DataSource, type Repository } from 'typeorm';
import { newHandle, sha256 } from '#src/crypto/handle.js';
import { Clock } from '#src/clock/clock.js';
import { EpochStore } from '#src/access/epoch.store.js';
import { EhrLaunch } from './ehr-launch.entity.js';
import type { LaunchContext } from '#src/access/granted-launch-context.js';

/**
 * Time from "open the app" in the EHR to the app’s authorization request. It takes seconds, unless an attacker replays
 * the launch.
 */
export const EHR_LAUNCH_SECONDS = 300;
/** How long a used launch stays readable for its own authorization request, which may wait that long. */
const IN_USE_SECONDS = 3600;

/** What an EHR says about a launch. */
export interface EhrLaunchFacts {
  clientId: string;
  fhirServer: string;
  context: LaunchContext;
  /** `Practitioner/1`. Absent when every person who may use the app may use the launch. */
  fhirUser?: string;
}

/**
 * Stores launches. Their handles have 256 random bits, are stored as hashes, can be used once, and are bound to one
 * client and one FHIR server.
 */
@Injectable()
export class EhrLaunchStore {
  private readonly launches: Repository<EhrLaunch>;

  constructor(
    dataSource: DataSource,
    private readonly epochs: EpochStore,
    private readonly clock: Clock,
  ) {
    this.launches = dataSource.getRepository(EhrLaunch);
  }

  /** @returns the handle for the app’s launch URL. It is not stored in this form anywhere. */
  async create(facts: EhrLaunchFacts): Promise<string> {
    const launch = newHandle();
    await this.launches.insert({
      launchHash: sha256(launch),
      ...facts,
      fhirUser: facts.fhirUser ?? null,
      epochs: (await this.epochs.ofAccess(facts.clientId, [facts.fhirServer])) as object,
      expiresAt: this.clock.epoch() + EHR_LAUNCH_SECONDS,
      consumedBy: null,
      consumedAt: null,
    });
    return launch;
  }

  /** The person for whom a launch is, if it is for one person. Uses nothing up. */
  async personOf(launch: string): Promise<string | undefined> {
    const row = await this.launches.findOneBy({ launchHash: sha256(launch) });
    return row?.fhirUser ?? undefined;
  }

  /**
   * Uses a launch up.
   *
   * @param by the authorization request that uses it.
   * @returns what the launch stands for. Undefined, without saying why, when it is unknown, used, expired, ended with
   * all access of the client or the FHIR server, or belongs to another client or server.
   */
  async consume(
    launch: string,
    clientId: string,
    fhirServer: string,
    by: string,
  ): Promise<Pick<EhrLaunchFacts, 'context' | 'fhirUser'> | undefined> {
    const launchHash = sha256(launch);
    const result = await this.launches
      .createQueryBuilder()
      .update()
      .set({ consumedAt: this.clock.epoch(), consumedBy: by, expiresAt: this.clock.epoch() + IN_USE_SECONDS })
      .where(
        'launch_hash = :launchHash AND client_id = :clientId AND fhir_server = :fhirServer AND expires_at > :now AND (consumed_at IS NULL OR consumed_by = :by)',
        { launchHash, clientId, fhirServer, now: this.clock.epoch(), by },
      )
      .execute();
    if (result.affected !== 1) return undefined;
    const row = await this.launches.findOneBy({ launchHash });
    if (!row || !(await this.epochs.same(row.epochs, clientId, [fhirServer]))) return undefined;
    return { context: row.context, fhirUser: row.fhirUser ?? undefined };
  }
}
