import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import {
  TracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import type { Clock } from '#src/clock/clock.js';
import type { Egress } from '#src/http/outgoing/egress.js';
import type {
  CommitWait,
  Observer,
  OutgoingRequest,
  RecordedEvent,
  RequestEnd,
} from '#src/observation/observers.js';
import { outsideRequests } from '#src/request-scope/outside-requests.js';
import type { SeenRequest } from '#src/request-scope/seen-request.js';
import { OtlpExporter } from './otlp-exporter.js';
import { parentSpan } from './trace-parent.js';

/** Spans that wait for the collector; further ones are lost. */
const MOST_WAITING = 4_096;
const SEND_EVERY_MS = 5_000;
/** In milliseconds. When the clock was set by more than this, spans follow it. */
const MOST_APART = 1_000;
/** Other servers that an administrator named. A client’s id stays out of traces. */
const NAMED = new Set(['identity-provider', 'groups', 'fhir', 'fhir-token']);

/**
 * Follows each request of a client: a span for the request, and one for each request to another server and for each
 * wait for the database that it needed. Events of the audit log are events of the request’s span.
 *
 * A span has the route and not the path, no query, no header, no reason and no id of a person, patient, app or token.
 * No other server is sent the ids of a trace.
 */
export class Traces implements Observer {
  private readonly provider: TracerProvider;
  private readonly tracer: Tracer;
  private readonly spans = new WeakMap<SeenRequest, Span>();
  /** What makes a time of `performance.now()` a time since 1970. */
  private offset: number;

  /** @param percent of the requests whose proxy does not say whether they are traced. */
  constructor(
    egress: Pick<Egress, 'request'>,
    private readonly clock: Clock,
    endpoint: string,
    percent: number,
  ) {
    this.offset = this.presentOffset();
    const processor = new BatchSpanProcessor({
      exporter: new OtlpExporter(egress, endpoint),
      maxQueueSize: MOST_WAITING,
      scheduledDelayMillis: SEND_EVERY_MS,
    });
    this.provider = new TracerProvider({
      sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(percent / 100) }),
      spanProcessors: [processor],
    });
    this.tracer = this.provider.getTracer('wardkey');
  }

  /** Sends what has not been sent yet. What cannot be sent is lost, and the exporter has said so. */
  async end(): Promise<void> {
    await this.provider.shutdown().catch(() => {});
  }

  requestBegan(seen: SeenRequest, header: string | undefined): void {
    const parent = parentSpan(header);
    const context = parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
    const startTime = this.epoch(seen.startedAt);
    const span = this.tracer.startSpan('request', { kind: SpanKind.SERVER, startTime }, context);
    const { traceId, spanId } = span.spanContext();
    seen.trace = { traceId, spanId };
    this.spans.set(seen, span);
  }

  requestEnded(seen: SeenRequest, { route = 'unknown path', method, status, endedAt }: RequestEnd): void {
    const span = this.spans.get(seen);
    if (!span) return;
    span.updateName(`${method} ${route}`);
    span.setAttributes({ 'http.request.method': method, 'http.route': route });
    if (status !== undefined) span.setAttribute('http.response.status_code', status);
    if (status === undefined || status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    this.finish(span, endedAt);
  }

  outgoingEnded({ purpose, owner, startedAt, endedAt, outcome, during }: OutgoingRequest): void {
    const parent = this.contextOf(during);
    if (!parent) return;
    const name = NAMED.has(purpose) ? ` ${owner}` : '';
    const hasAnswer = typeof outcome === 'number';
    const span = this.tracer.startSpan(
      `request to ${purpose}${name}`,
      {
        kind: SpanKind.CLIENT,
        startTime: this.epoch(startedAt),
        attributes: hasAnswer ? { 'http.response.status_code': outcome } : { 'error.type': outcome },
      },
      parent,
    );
    if (!hasAnswer || outcome >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    this.finish(span, endedAt);
  }

  commitAwaited({ startedAt, endedAt, isSaved, during }: CommitWait): void {
    const parent = this.contextOf(during);
    if (!parent) return;
    const startTime = this.epoch(startedAt);
    const span = this.tracer.startSpan('wait for the commit', { startTime }, parent);
    if (!isSaved) span.setStatus({ code: SpanStatusCode.ERROR });
    this.finish(span, endedAt);
  }

  eventRecorded({ event, outcome, during }: RecordedEvent): void {
    const span = during && this.spans.get(during);
    span?.addEvent(event, { outcome }, this.epoch(performance.now()));
  }

  private contextOf(seen: SeenRequest | undefined): Context | undefined {
    const span = seen && this.spans.get(seen);
    return span && trace.setSpan(ROOT_CONTEXT, span);
  }

  /** The timer that sends spans begins here, and must not belong to a request: it would keep it. */
  private finish(span: Span, endedAt: number): void {
    const endTime = this.epoch(endedAt);
    outsideRequests(() => span.end(endTime));
  }

  /**
   * In milliseconds since 1970. One offset for all spans: the SDK would take a new one for each, and spans would begin
   * before those that caused them.
   */
  private epoch(time: number): number {
    const present = this.presentOffset();
    if (Math.abs(present - this.offset) > MOST_APART) this.offset = present;
    return time + this.offset;
  }

  private presentOffset(): number {
    return this.clock.milliseconds() - performance.now();
  }
}
