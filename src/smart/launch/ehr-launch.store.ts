import { Injectable } from '@nestjs/common';
import { DataSource, type Repository } from 'typeorm';
import { newHandle, sha256 } from '#src/crypto/handle.js';
import { epochNow } from '#src/clock/clock.js';
import { EpochStore } from '#src/access/epoch.store.js';
import { EhrLaunch } from './ehr-launch.entity.js';
import type { LaunchContext } from '#src/access/granted-launch-context.js';

/** From "open the app" in the EHR to the app’s authorization request: seconds, unless somebody replays it. */
export const EHR_LAUNCH_SECONDS = 300;
/** A launch that is in use stays readable for its own authorization request, as long as that one may wait. */
const IN_USE_SECONDS = 3600;

/** What an EHR says about a launch. */
export interface EhrLaunchFacts {
  clientId: string;
  fhirServer: string;
  context: LaunchContext;
  /** `Practitioner/1`; absent when anybody the app is open to may use it. */
  fhirUser?: string;
}

/** Launch handles: 256 random bits, hashed at rest, single use, bound to one client and one FHIR server. */
@Injectable()
export class EhrLaunchStore {
  private readonly launches: Repository<EhrLaunch>;

  constructor(
    dataSource: DataSource,
    private readonly epochs: EpochStore,
  ) {
    this.launches = dataSource.getRepository(EhrLaunch);
  }

  /** @returns the handle for the app’s launch URL; it exists nowhere else in this form. */
  async create(facts: EhrLaunchFacts): Promise<string> {
    const launch = newHandle();
    await this.launches.insert({
      launchHash: sha256(launch),
      ...facts,
      fhirUser: facts.fhirUser ?? null,
      epochs: (await this.epochs.of(facts.clientId, [facts.fhirServer])) as object,
      expiresAt: epochNow() + EHR_LAUNCH_SECONDS,
      consumedBy: null,
      consumedAt: null,
    });
    return launch;
  }

  /** Whom a launch is for, if for one person; uses nothing up. */
  async personOf(launch: string): Promise<string | undefined> {
    const row = await this.launches.findOneBy({ launchHash: sha256(launch) });
    return row?.fhirUser ?? undefined;
  }

  /**
   * Uses a launch up.
   *
   * @param by the authorization request it is used for.
   *
   * @returns what it stands for; undefined when it is unknown, used, expired, ended with everything else of the client
   * or the server, or another client’s or server’s, without telling which.
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
      .set({ consumedAt: epochNow(), consumedBy: by, expiresAt: epochNow() + IN_USE_SECONDS })
      .where(
        'launch_hash = :launchHash AND client_id = :clientId AND fhir_server = :fhirServer AND expires_at > :now AND (consumed_at IS NULL OR consumed_by = :by)',
        { launchHash, clientId, fhirServer, now: epochNow(), by },
      )
      .execute();
    if (result.affected !== 1) return undefined;
    const row = await this.launches.findOneBy({ launchHash });
    if (!row || !(await this.epochs.same(row.epochs, clientId, [fhirServer]))) return undefined;
    return { context: row.context, fhirUser: row.fhirUser ?? undefined };
  }
}
