import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import {
  circuitBreaker,
  CircuitState,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  handleWhen,
  isBrokenCircuitError,
} from 'cockatiel';
import { Agent, fetch, type RequestInit, type Response } from 'undici';
import { DomainError } from '#src/errors/domain-error.js';

/** A request to another server gave no usable answer: refused, too slow, too large, or a redirect. */
export class EgressError extends DomainError {
  constructor(facts: {
    code: 'unreachable' | 'timeout' | 'too_large' | 'redirected' | 'left_alone';
    url: URL;
    cause?: unknown;
  }) {
    super({
      code: `egress_${facts.code}`,
      message: 'Another server did not answer as it should.',
      // The query may hold identifiers of people; the log gets the address without it.
      detail: `${facts.code}${systemCode(facts.cause)} at ${facts.url.origin}${facts.url.pathname}`,
      cause: facts.cause,
    });
  }
}

/** Node’s own word for what went wrong, such as ECONNREFUSED or CERT_HAS_EXPIRED, from wherever it is wrapped. */
function systemCode(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,63}$/.test(code)) return ` (${code})`;
  return cause === undefined ? '' : systemCode(cause);
}

export interface EgressResponse {
  status: number;
  headers: Headers;
  /** The body as text; never longer than the limit asked for. */
  text: string;
}

export interface EgressLimits {
  /** Milliseconds for the whole exchange, from name look-up to the last byte. */
  timeoutMs: number;
  /** Bytes of body, after decompression. */
  maxBytes: number;
  /** After so many requests in a row without an answer a server is left alone for a while: nobody waits for it. */
  rest?: { afterFailures: number; forMs: number };
}

/** What an identity provider may take: a discovery document or a key set is a few KiB. */
export const IDENTITY_PROVIDER_LIMITS: EgressLimits = {
  timeoutMs: 5_000,
  maxBytes: 256 * 1024,
  rest: { afterFailures: 5, forMs: 30_000 },
};
/** What a FHIR search for one person may take. */
export const FHIR_LIMITS: EgressLimits = { timeoutMs: 5_000, maxBytes: 1024 * 1024 };

/** Far more than anybody has servers to talk to. */
const MAX_BREAKERS = 500;

/** An answer, whatever it says, shows that the server is there. */
function isNoAnswer(error: Error): boolean {
  return (
    error instanceof EgressError && (error.code === 'egress_unreachable' || error.code === 'egress_timeout')
  );
}

/**
 * The one way out of this process by HTTP. Every call is bounded in time and size and follows no redirect:
 * a redirect could carry a credential to a host nobody configured.
 */
@Injectable()
export class Egress implements OnModuleDestroy {
  private readonly agent = new Agent({
    keepAliveTimeout: 10_000,
    connections: 32,
    connect: { timeout: 4_000 },
  });
  private readonly breakers = new Map<string, CircuitBreakerPolicy>();

  /**
   * @throws EgressError when there is no complete answer within the limits. An answer with an error status is
   * an answer and is returned.
   */
  async request(url: string | URL, init: RequestInit, limits: EgressLimits): Promise<EgressResponse> {
    const target = new URL(url);
    if (!limits.rest) return this.send(target, init, limits);
    try {
      return await this.breaker(target, limits.rest).execute(() => this.send(target, init, limits));
    } catch (error) {
      throw isBrokenCircuitError(error) ? new EgressError({ code: 'left_alone', url: target }) : error;
    }
  }

  /** Whether a server is being left alone because it did not answer. */
  isLeftAlone(url: string): boolean {
    return this.breakers.get(new URL(url).origin)?.state === CircuitState.Open;
  }

  private breaker({ origin }: URL, rest: NonNullable<EgressLimits['rest']>): CircuitBreakerPolicy {
    let breaker = this.breakers.get(origin);
    if (!breaker) {
      breaker = circuitBreaker(handleWhen(isNoAnswer), {
        halfOpenAfter: rest.forMs,
        breaker: new ConsecutiveBreaker(rest.afterFailures),
      });
      if (this.breakers.size >= MAX_BREAKERS) this.breakers.clear();
      this.breakers.set(origin, breaker);
    }
    return breaker;
  }

  private async send(target: URL, init: RequestInit, limits: EgressLimits): Promise<EgressResponse> {
    const deadline = AbortSignal.timeout(limits.timeoutMs);
    let response: Response;
    try {
      response = await fetch(target, {
        ...init,
        redirect: 'manual',
        dispatcher: this.agent,
        signal: deadline,
      });
    } catch (cause) {
      throw new EgressError({ code: deadline.aborted ? 'timeout' : 'unreachable', url: target, cause });
    }
    if (response.status >= 300 && response.status < 400 && response.status !== 304) {
      await response.body?.cancel();
      throw new EgressError({ code: 'redirected', url: target });
    }
    const text = await this.read(response, target, limits, deadline);
    return { status: response.status, headers: response.headers as unknown as Headers, text };
  }

  private async read(
    response: Response,
    url: URL,
    limits: EgressLimits,
    deadline: AbortSignal,
  ): Promise<string> {
    if (!response.body) return '';
    const chunks: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const chunk of response.body) {
        size += chunk.length;
        // Leaving the loop cancels the body, so the rest is never fetched.
        if (size > limits.maxBytes) throw new EgressError({ code: 'too_large', url });
        chunks.push(chunk as Uint8Array);
      }
    } catch (cause) {
      if (cause instanceof EgressError) throw cause;
      throw new EgressError({ code: deadline.aborted ? 'timeout' : 'unreachable', url, cause });
    }
    return Buffer.concat(chunks).toString('utf8');
  }

  async onModuleDestroy(): Promise<void> {
    await this.agent.destroy();
  }
}
