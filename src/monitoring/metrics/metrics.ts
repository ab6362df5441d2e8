import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { AUDIT_EVENTS } from '#src/audit/audit-events.js';
import type { Settings } from '#src/config/settings/settings.js';
import type { DatabaseClock } from '#src/database/database-clock.js';
import { postgresPool } from '#src/database/postgres.js';
import type { Load } from '#src/http/incoming/load.js';
import type {
  CommitWait,
  Observer,
  OutgoingRequest,
  RecordedEvent,
  RequestEnd,
  TokenAnswer,
} from '#src/observation/observers.js';
import type { SeenRequest } from '#src/request-scope/seen-request.js';
import type { Expiries } from '../expiries.js';
import type { Figures } from './figures.js';
import {
  closed,
  CounterpartNames,
  grantType,
  method,
  noAnswer,
  signInReason,
  statusClass,
  tokenError,
} from './label-values.js';
import { watchProcess } from './process-figures.js';

/** In seconds, from a document in memory to an identity provider that answers just in time. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Of the route of a request that no route has. */
const NO_ROUTE = 'none';

const auditEvent = closed(AUDIT_EVENTS);
const auditOutcome = closed(['success', 'refused', 'failed']);
const TURNED_AWAY = ['tooMany', 'tooLarge', 'noRoom', 'notSaved', 'saturated'];
const turnedAwayReason = closed(TURNED_AWAY);
const SIGN_INS: Readonly<Record<string, string>> = {
  'login.succeeded': 'succeeded',
  'login.refused': 'refused',
  'login.failed': 'failed',
};

/** What pg’s pool says about its connections. */
interface PoolFigures {
  totalCount: number;
  idleCount: number;
  waitingCount: number;
}

/**
 * Figures about this process, for Prometheus. Each label has a closed set of values: routes of the code, codes, and the
 * names that administrators gave to identity providers and FHIR servers. So the number of series is limited whatever
 * clients send, and no series names a person, a patient or a client.
 */
export class Metrics implements Observer {
  private readonly registry = new Registry();
  private readonly names: CounterpartNames;
  private readonly signIns = this.counter(
    'wardkey_sign_ins_total',
    'Sign-ins of people, by outcome, reason and identity provider (empty: by password).',
    ['outcome', 'reason', 'scheme'],
  );
  private readonly tokens = this.counter(
    'wardkey_token_responses_total',
    'Answers of the token endpoint: tokens that were issued (empty error), and refusals.',
    ['grant_type', 'error'],
  );
  private readonly refused = this.counter(
    'wardkey_http_requests_turned_away_total',
    'Requests that were refused before they were looked at.',
    ['because'],
  );
  private readonly events = this.counter(
    'wardkey_audit_events_total',
    'Events of the audit log, with or without a row.',
    ['event', 'outcome'],
  );
  private readonly commits = this.histogram(
    'wardkey_commit_wait_seconds',
    'Seconds that an answer, a letter or a request to another server waited until what it depends on was saved, or lost.',
    ['outcome'],
  );
  private readonly outgoing = this.histogram(
    'wardkey_outgoing_request_duration_seconds',
    'Seconds of a request to another server, by its outcome: the class of the HTTP status, or why there was no answer.',
    ['purpose', 'name', 'outcome'],
  );
  private readonly requests = this.histogram(
    'wardkey_http_request_duration_seconds',
    'Seconds from the arrival of a request until its answer was sent.',
    ['route', 'method', 'status'],
  );

  constructor(
    settings: Settings,
    load: Load,
    dataSource: DataSource,
    databaseClock: Pick<DatabaseClock, 'secondsAhead'>,
    expiries: Expiries,
  ) {
    const { fhirServers, externalIdentityProviders } = settings;
    this.names = new CounterpartNames([
      ...fhirServers.map(({ name }) => name),
      ...externalIdentityProviders.identityProvider.map(({ scheme }) => scheme),
    ]);
    this.gauge(
      'wardkey_http_requests_under_way',
      'Requests whose answer is being made.',
      () => load.requestsUnderWay,
    );
    this.gauge(
      'wardkey_pressure_ratio',
      'How much there is to do beside what the limits allow: from 1 on, requests are answered 503. Of several workers, the most.',
      () => load.pressure,
      'max',
    );
    this.gauge(
      'wardkey_event_loop_delay_seconds',
      'How late the event loop is, as far as requests are refused for it. Of several workers, the latest.',
      () => load.loop.milliseconds / 1000,
      'max',
    );
    if (dataSource.options.type === 'postgres') {
      this.watchPool(dataSource);
      this.gauge(
        'wardkey_clock_ahead_seconds',
        'By how much the clock of this process is ahead of that of the database; negative when it is behind.',
        () => databaseClock.secondsAhead,
        'max',
      );
    }
    this.watchExpiries(expiries);
    // Prometheus sees a growth only where there was a number before.
    for (const because of TURNED_AWAY) this.refused.inc({ because }, 0);
    for (const outcome of ['saved', 'lost']) this.commits.zero({ outcome });
    watchProcess(this.registry);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }

  /** The same for a process that adds it to the figures of others. */
  figures(): Promise<Figures> {
    return this.registry.getMetricsAsJSON();
  }

  requestEnded({ startedAt }: SeenRequest, end: RequestEnd): void {
    const labels = {
      route: end.route ?? NO_ROUTE,
      method: method(end.method),
      status: statusClass(end.status),
    };
    this.requests.observe(labels, (end.endedAt - startedAt) / 1000);
  }

  turnedAway(because: string): void {
    this.refused.inc({ because: turnedAwayReason(because) });
  }

  outgoingEnded({ purpose, owner, startedAt, endedAt, outcome }: OutgoingRequest): void {
    const labels = {
      purpose,
      name: this.names.ofRequest(purpose, owner),
      outcome: typeof outcome === 'number' ? statusClass(outcome) : noAnswer(outcome),
    };
    this.outgoing.observe(labels, (endedAt - startedAt) / 1000);
  }

  commitAwaited({ startedAt, endedAt, isSaved }: CommitWait): void {
    this.commits.observe({ outcome: isSaved ? 'saved' : 'lost' }, (endedAt - startedAt) / 1000);
  }

  eventRecorded({ event, outcome, reason = '', scheme = '' }: RecordedEvent): void {
    this.events.inc({ event: auditEvent(event), outcome: auditOutcome(outcome) });
    const signIn = SIGN_INS[event];
    if (signIn === undefined) return;
    this.signIns.inc({
      outcome: signIn,
      reason: signInReason(reason),
      scheme: scheme === '' ? '' : this.names.known(scheme),
    });
  }

  tokenAnswered(answer: TokenAnswer): void {
    this.tokens.inc({
      grant_type: grantType(answer.grantType),
      error: answer.error === undefined ? '' : tokenError(answer.error),
    });
  }

  private watchPool(dataSource: DataSource): void {
    const pool = postgresPool(dataSource) as unknown as PoolFigures;
    const connections = new Gauge({
      name: 'wardkey_database_connections',
      help: 'Connections to PostgreSQL that are used or idle, and requests that wait for one.',
      labelNames: ['state'],
      registers: [this.registry],
      collect: () => {
        connections.set({ state: 'used' }, pool.totalCount - pool.idleCount);
        connections.set({ state: 'idle' }, pool.idleCount);
        connections.set({ state: 'waiting' }, pool.waitingCount);
      },
    });
  }

  /** Each worker looks for itself, at another moment, so these are never added up. */
  private watchExpiries(expiries: Expiries): void {
    const registers = [this.registry];
    const next: Gauge<'kind'> = new Gauge({
      name: 'wardkey_next_expiry_timestamp_seconds',
      help: 'When the first of these ends, in seconds since 1970. None while nothing of the kind ends.',
      labelNames: ['kind'],
      aggregator: 'min',
      registers,
      collect: () => {
        next.reset();
        for (const [kind, { earliest }] of expiries.latest)
          if (earliest !== Infinity) next.set({ kind }, earliest);
      },
    });
    const soon: Gauge<'kind'> = new Gauge({
      name: 'wardkey_expiring_soon',
      help: 'How many of these end within 30 days, or have ended.',
      labelNames: ['kind'],
      aggregator: 'max',
      registers,
      collect: () => {
        for (const [kind, expiry] of expiries.latest) soon.set({ kind }, expiry.soon);
      },
    });
    const rotation: Gauge<'alg'> = new Gauge({
      name: 'wardkey_signing_key_rotation_timestamp_seconds',
      help: 'When the key that signs gets its successor by itself, in seconds since 1970. None while keys are replaced by command only.',
      labelNames: ['alg'],
      aggregator: 'min',
      registers,
      collect: () => {
        rotation.reset();
        for (const { alg, at } of expiries.keyRotations) rotation.set({ alg }, at);
      },
    });
  }

  private histogram<Label extends string>(name: string, help: string, labelNames: Label[]): Histogram<Label> {
    return new Histogram({ name, help, labelNames, buckets: SECONDS, registers: [this.registry] });
  }

  private counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  /** @param aggregator what the values of several workers give. */
  private gauge(name: string, help: string, value: () => number, aggregator: 'sum' | 'max' = 'sum'): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      aggregator,
      registers: [this.registry],
      collect: () => gauge.set(value()),
    });
  }
}
