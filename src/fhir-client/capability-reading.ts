import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { errorForLog } from '#src/errors/domain-error.js';
import { FhirClients } from './fhir-clients.js';
import type { FhirServer } from './fhir-server.js';
import { FhirServers } from './fhir-servers.js';

const FRESH_MS = 60 * 60 * 1000;
/** When a server cannot describe itself, it is asked again after this time. */
const RETRY_MS = 60 * 1000;

/** Reads what the FHIR servers say about themselves, in the background, so that no sign-in waits for it. */
@Injectable()
export class CapabilityReading implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger('FHIR');
  private readonly timers = new Map<string, NodeJS.Timeout>();
  /** The last warning for each server. The same warning is not logged every minute. */
  private readonly lastWarnings = new Map<string, string>();
  private stopping = false;

  constructor(
    private readonly servers: FhirServers,
    private readonly clients: FhirClients,
  ) {}

  onApplicationBootstrap(): void {
    for (const server of this.servers.all) void this.read(server);
  }

  onModuleDestroy(): void {
    this.stopping = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  private async read(server: FhirServer): Promise<void> {
    const complaint = await this.clients.capabilities.read(server).then(() => undefined, errorForLog);
    if (this.stopping) return;
    if (complaint !== undefined && this.lastWarnings.get(server.name) !== complaint)
      this.log.warn(`${server.name}: ${complaint}`);
    this.lastWarnings.set(server.name, complaint ?? '');
    const timer = setTimeout(() => void this.read(server), complaint === undefined ? FRESH_MS : RETRY_MS);
    this.timers.set(server.name, timer.unref());
  }
}
