import cluster from 'node:cluster';
import {
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#src/clock/clock.js';
import { ConfigurationError } from '#src/config/problems.js';
import { Settings } from '#src/config/settings/settings.js';
import { DatabaseClock } from '#src/database/database-clock.js';
import { Load } from '#src/http/incoming/load.js';
import { Egress } from '#src/http/outgoing/egress.js';
import { Observers } from '#src/observation/observers.js';
import { Expiries } from './expiries.js';
import type { MetricsListener } from './metrics/metrics-listener.js';
import type { Traces } from './traces/traces.js';

/** Starts what the settings switch on, before the first request is served. */
@Injectable()
export class Monitoring implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private metrics?: MetricsListener;
  private traces?: Traces;

  constructor(
    private readonly settings: Settings,
    private readonly observers: Observers,
    private readonly load: Load,
    private readonly egress: Egress,
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly databaseClock: DatabaseClock,
    private readonly expiries: Expiries,
  ) {}

  /**
   * Where the metrics are served, such as `http://127.0.0.1:9464/metrics`; undefined when they are off, or served by the
   * first process.
   */
  get metricsAddress(): string | undefined {
    return this.metrics?.address;
  }

  /** @throws ConfigurationError when something is switched on that cannot be started. */
  async onApplicationBootstrap(): Promise<void> {
    if (this.settings.metrics.port !== undefined) await this.serveMetrics();
    if (this.settings.traces.endpoint !== undefined) await this.sendTraces(this.settings.traces.endpoint);
  }

  /** Sends the last traces. The way out (Egress) and the database are still open then. */
  async onModuleDestroy(): Promise<void> {
    await this.traces?.end();
    await this.expiries.end();
  }

  /** Last of all, so that the end of the server can be seen, too. */
  async onApplicationShutdown(): Promise<void> {
    await this.metrics?.close();
  }

  private async serveMetrics(): Promise<void> {
    const { Metrics } = await import('./metrics/metrics.js');
    const metrics = new Metrics(this.settings, this.load, this.dataSource, this.databaseClock, this.expiries);
    await this.expiries.look();
    if (cluster.isWorker) {
      const { tellFirstProcess } = await import('./metrics/worker-messages.js');
      await tellFirstProcess(metrics);
    } else {
      const { MetricsListener } = await import('./metrics/metrics-listener.js');
      const { host, port } = this.settings.metrics;
      this.metrics = await MetricsListener.open(metrics, host, port!);
    }
    this.observers.join(metrics);
  }

  private async sendTraces(endpoint: string): Promise<void> {
    const { Traces } = await import('./traces/traces.js').catch((error: unknown) => {
      if ((error as { code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw error;
      const message =
        'needs the packages @opentelemetry/api and @opentelemetry/sdk-trace: install the server without --omit=optional';
      throw new ConfigurationError([{ path: 'traces.endpoint', message }]);
    });
    this.traces = new Traces(this.egress, this.clock, endpoint, this.settings.traces.percent);
    this.observers.join(this.traces);
  }
}
