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
import { Commits } from '#src/database/commits.js';
import { DomainError } from '#src/errors/domain-error.js';
import { Observers } from '#src/observation/observers.js';
import { requestScope } from '#src/request-scope/request-scope.js';
import { AddressRefusedError, AddressRule } from './address-rule.js';

/** A request to another server got no usable answer: it was refused, too slow, too large, or a redirect. */
export class EgressError extends DomainError {
  constructor(facts: {
    code: 'unreachable' | 'timeout' | 'too_large' | 'redirected' | 'left_alone' | 'busy' | 'refused';
    url: URL;
    /** Why, where the code alone does not say it. */
    reason?: string;
    cause?: unknown;
  }) {
    const { url, reason } = facts;
    super({
      code: `egress_${facts.code}`,
      message: 'Another server gave no usable answer.',
      // The query may hold identifiers of people, so the log gets the address without it.
      detail: `${facts.code}${systemCode(facts.cause)} at ${url.origin}${url.pathname}${reason ? `: ${reason}` : ''}`,
      cause: facts.cause,
    });
  }
}

/** Node’s code for what went wrong, such as ECONNREFUSED or CERT_HAS_EXPIRED, however deep it is wrapped. */
function systemCode(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,63}$/.test(code)) return ` (${code})`;
  return cause === undefined ? '' : systemCode(cause);
}

export interface EgressResponse {
  status: number;
  headers: Headers;
  /** The body as text. Never longer than the given limit. */
  text: string;
}

export interface EgressLimits {
  /** Milliseconds for the whole exchange, from name look-up to the last byte. */
  timeoutMs: number;
  /** Bytes of body, after decompression. */
  maxBytes: number;
  /** How many requests for one owner may be under way at once. Further ones are refused. */
  atOnce: number;
  /**
   * After this number of requests in a row without an answer, requests to the server are paused for a while, so that no
   * request waits for it.
   */
  rest?: { afterFailures: number; forMs: number };
}

/** Limits for an identity provider: a discovery document or a key set has a few KiB. */
export const IDENTITY_PROVIDER_LIMITS: EgressLimits = {
  timeoutMs: 5_000,
  maxBytes: 256 * 1024,
  atOnce: 500,
  rest: { afterFailures: 5, forMs: 30_000 },
};
/** Limits for a client whose keys are read, or which gets a logout token. */
export const CLIENT_LIMITS: EgressLimits = { ...IDENTITY_PROVIDER_LIMITS, atOnce: 8 };
/** Limits for a FHIR search for one person. */
export const FHIR_LIMITS: EgressLimits = { timeoutMs: 5_000, maxBytes: 1024 * 1024, atOnce: 500 };

/**
 * Whose server is asked, and for what. Counterparts are kept apart: a slow or hostile one does not affect the others.
 */
export interface Counterpart {
  purpose:
    | 'identity-provider'
    | 'groups'
    | 'fhir'
    | 'fhir-token'
    | 'client-keys'
    | 'client-logout'
    | 'signing-service'
    | 'traces';
  /** A scheme, a client id, the name of a FHIR server, `collector`, or an address. */
  owner: string;
  /**
   * Who gave the address. `operator`: the configuration file and the administrators of the database. `others`: clients
   * that register themselves, and others whose addresses are checked (AddressRule).
   */
  givenBy: 'operator' | 'others';
}

/** What one counterpart has for itself: connections, places for requests, and the memory of its failures. */
interface Lane {
  agent: Agent;
  breaker?: CircuitBreakerPolicy;
  underWay: number;
}

/**
 * For each purpose, far more than an installation has servers to talk to. When it is full, strangers' lanes replace
 * only lanes of strangers with the same purpose.
 */
const MAX_LANES = 500;
const MAX_CONNECTIONS = 32;
const CONNECT_MS = 4_000;

/** Whether no answer came. Any answer, whatever it says, shows that the server is there. */
function isNoAnswer(error: Error): boolean {
  return (
    error instanceof EgressError && (error.code === 'egress_unreachable' || error.code === 'egress_timeout')
  );
}

/**
 * The only way out of this process by HTTP. Every request is limited in time and size. No redirect is followed, because
 * it could carry a credential to a host that is not configured.
 */
@Injectable()
export class Egress implements OnModuleDestroy {
  /** By purpose and giver of the address, then by owner in the order of their last use. */
  private readonly lanes = new Map<string, Map<string, Lane>>();

  constructor(
    private readonly rule: AddressRule,
    private readonly commits: Commits,
    private readonly observers: Observers = new Observers(),
  ) {}

  /**
   * @throws EgressError when there is no complete answer within the limits, or when nothing may be sent. An answer with
   * an error status counts as an answer and is returned.
   * @throws CommitLostError when nothing was sent, because what was written before could not be saved.
   */
  async request(
    url: string | URL,
    counterpart: Counterpart,
    init: RequestInit,
    limits: EgressLimits,
  ): Promise<EgressResponse> {
    const target = new URL(url);
    await this.commits.settled();
    const exchange = () => this.exchange(target, counterpart, init, limits);
    return this.observers.areThere ? this.observed(counterpart, exchange) : exchange();
  }

  /** Tells the observers how a request ended. */
  private async observed(
    { purpose, owner }: Counterpart,
    exchange: () => Promise<EgressResponse>,
  ): Promise<EgressResponse> {
    const startedAt = performance.now();
    const during = requestScope.getStore()?.seen;
    const tell = (outcome: number | string) => {
      const endedAt = performance.now();
      this.observers.tell('outgoingEnded', { purpose, owner, startedAt, endedAt, outcome, during });
    };
    try {
      const response = await exchange();
      tell(response.status);
      return response;
    } catch (error) {
      tell(error instanceof EgressError ? error.code.replace(/^egress_/, '') : 'failed');
      throw error;
    }
  }

  private async exchange(
    target: URL,
    counterpart: Counterpart,
    init: RequestInit,
    limits: EgressLimits,
  ): Promise<EgressResponse> {
    const reason = counterpart.givenBy === 'others' ? this.rule.objectionTo(target) : undefined;
    if (reason !== undefined) throw new EgressError({ code: 'refused', url: target, reason });
    const lane = this.lane(counterpart, limits);
    if (!lane || lane.underWay >= limits.atOnce) throw new EgressError({ code: 'busy', url: target });
    const breaker = limits.rest && (lane.breaker ??= breakerFor(limits.rest));
    const send = () => this.send(target, init, limits, lane.agent);
    lane.underWay += 1;
    try {
      return await (breaker ? breaker.execute(send) : send());
    } catch (error) {
      throw isBrokenCircuitError(error) ? new EgressError({ code: 'left_alone', url: target }) : error;
    } finally {
      lane.underWay -= 1;
    }
  }

  /** Whether requests to a server are paused because it did not answer. */
  isPaused({ purpose, owner }: Omit<Counterpart, 'givenBy'>): boolean {
    return (['operator', 'others'] as const).some(
      (givenBy) => this.lanesOf(purpose, givenBy).get(owner)?.breaker?.state === CircuitState.Open,
    );
  }

  /** @returns undefined while all lanes are used by requests under way. */
  private lane(counterpart: Counterpart, limits: EgressLimits): Lane | undefined {
    const { purpose, owner, givenBy } = counterpart;
    const lanes = this.lanesOf(purpose, givenBy);
    const known = lanes.get(owner);
    if (!known && lanes.size >= MAX_LANES && !this.closeOneOf(lanes)) return undefined;
    const lane = known ?? this.newLane(counterpart, limits);
    lanes.delete(owner);
    lanes.set(owner, lane);
    return lane;
  }

  private lanesOf(purpose: Counterpart['purpose'], givenBy: Counterpart['givenBy']): Map<string, Lane> {
    const kind = `${purpose} ${givenBy}`;
    const lanes = this.lanes.get(kind) ?? new Map<string, Lane>();
    this.lanes.set(kind, lanes);
    return lanes;
  }

  private newLane({ givenBy }: Counterpart, { atOnce }: EgressLimits): Lane {
    const { lookup } = this.rule;
    return {
      agent: new Agent({
        keepAliveTimeout: 10_000,
        connections: Math.min(MAX_CONNECTIONS, atOnce),
        connect: { timeout: CONNECT_MS, ...(givenBy === 'others' ? { lookup } : {}) },
      }),
      underWay: 0,
    };
  }

  /** Closes the lane that was idle longest. */
  private closeOneOf(lanes: Map<string, Lane>): boolean {
    for (const [owner, { agent, underWay }] of lanes) {
      if (underWay > 0) continue;
      lanes.delete(owner);
      void agent.destroy();
      return true;
    }
    return false;
  }

  private async send(
    target: URL,
    init: RequestInit,
    limits: EgressLimits,
    agent: Agent,
  ): Promise<EgressResponse> {
    const deadline = AbortSignal.timeout(limits.timeoutMs);
    let response: Response;
    try {
      response = await fetch(target, { ...init, redirect: 'manual', dispatcher: agent, signal: deadline });
    } catch (cause) {
      const { cause: refusal } = cause as { cause?: unknown };
      if (refusal instanceof AddressRefusedError)
        throw new EgressError({ code: 'refused', url: target, reason: refusal.message });
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
    const lanes = [...this.lanes.values()].flatMap((ofKind) => [...ofKind.values()]);
    await Promise.all(lanes.map(({ agent }) => agent.destroy()));
  }
}

function breakerFor({ afterFailures, forMs }: NonNullable<EgressLimits['rest']>): CircuitBreakerPolicy {
  return circuitBreaker(handleWhen(isNoAnswer), {
    halfOpenAfter: forMs,
    breaker: new ConsecutiveBreaker(afterFailures),
  });
}
