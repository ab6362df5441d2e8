import { Logger } from '@nestjs/common';
import type { Attributes, HrTime } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { errorForLog } from '#src/errors/domain-error.js';
import type { Counterpart, Egress, EgressLimits } from '#src/http/outgoing/egress.js';

const COLLECTOR: Counterpart = { purpose: 'traces', owner: 'collector', givenBy: 'operator' };
/** While the collector does not answer, spans are lost, and no request waits. */
const LIMITS: EgressLimits = {
  timeoutMs: 5_000,
  maxBytes: 64 * 1024,
  atOnce: 4,
  rest: { afterFailures: 3, forMs: 30_000 },
};

/** Who sends the spans; semantic conventions of OpenTelemetry, "service". */
const SERVICE = { 'service.name': 'wardkey' };

/** The results that the SDK knows (ExportResultCode). */
const SUCCEEDED = { code: 0 };
const FAILED = 1;

/**
 * Sends spans to a collector: OTLP 1.x over HTTP, as JSON. It uses the one way out of this process, with its limits and
 * its circuit breaker; the exporter of OpenTelemetry has a way of its own.
 */
export class OtlpExporter implements SpanExporter {
  private readonly log = new Logger('Traces');
  private isFailing = false;

  constructor(
    private readonly egress: Pick<Egress, 'request'>,
    private readonly endpoint: string,
  ) {}

  export(spans: ReadableSpan[], done: (result: { code: number; error?: Error }) => void): void {
    this.send(spans).then(
      () => done(SUCCEEDED),
      (error: Error) => {
        // One line when it begins; a collector may be away for days.
        if (!this.isFailing) this.log.warn(`traces are lost: ${errorForLog(error)}`);
        this.isFailing = true;
        done({ code: FAILED, error });
      },
    );
  }

  shutdown(): Promise<void> {
    return Promise.resolve();
  }

  private async send(spans: ReadableSpan[]): Promise<void> {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(exportRequest(spans)),
    };
    const { status } = await this.egress.request(this.endpoint, COLLECTOR, init, LIMITS);
    if (status !== 200) throw new Error(`the collector answered ${status}`);
    if (this.isFailing) this.log.log('traces are sent again');
    this.isFailing = false;
  }
}

/** `ExportTraceServiceRequest` in the JSON form of Protocol Buffers, with ids as hexadecimal digits. */
function exportRequest(spans: ReadableSpan[]): object {
  const scopeSpans = [{ scope: { name: 'wardkey' }, spans: spans.map(spanOf) }];
  return { resourceSpans: [{ resource: { attributes: attributesOf(SERVICE) }, scopeSpans }] };
}

function spanOf(span: ReadableSpan): object {
  const { traceId, spanId } = span.spanContext();
  const { code, message } = span.status;
  return {
    traceId,
    spanId,
    ...(span.parentSpanContext ? { parentSpanId: span.parentSpanContext.spanId } : {}),
    name: span.name,
    // OTLP has a value more than the API of JavaScript: unspecified, at 0.
    kind: span.kind + 1,
    startTimeUnixNano: nanoseconds(span.startTime),
    endTimeUnixNano: nanoseconds(span.endTime),
    attributes: attributesOf(span.attributes),
    events: span.events.map(({ name, time, attributes = {} }) => ({
      name,
      timeUnixNano: nanoseconds(time),
      attributes: attributesOf(attributes),
    })),
    status: { code, ...(message === undefined ? {} : { message }) },
  };
}

/** Spans of this server have texts and whole numbers only. */
function attributesOf(attributes: Attributes): object[] {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: value } : { stringValue: String(value) },
  }));
}

/** As text, because a number of JSON would lose the last digits. */
function nanoseconds([seconds, rest]: HrTime): string {
  return `${seconds}${String(rest).padStart(9, '0')}`;
}
