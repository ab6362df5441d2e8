/** A request as those see it who count requests or follow them; see Observers. */
export interface SeenRequest {
  /** When it came, in milliseconds as `performance.now()` counts them. */
  readonly startedAt: number;
  /** The ids of its span, while traces are sent (OpenTelemetry: lower-case hexadecimal digits). */
  trace?: { readonly traceId: string; readonly spanId: string };
}
