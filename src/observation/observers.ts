import { Injectable, Logger } from '@nestjs/common';
import { errorForLog } from '#src/errors/domain-error.js';
import type { SeenRequest } from '#src/request-scope/seen-request.js';

/** The end of a request of a client. */
export interface RequestEnd {
  /** The route as the code declares it, such as `/interaction/:uid/login`; undefined for an unknown path. */
  route: string | undefined;
  method: string;
  /** The HTTP status; undefined when the client left before it had the answer. */
  status: number | undefined;
  endedAt: number;
}

/** A request to another server, when it is over. */
export interface OutgoingRequest {
  purpose: string;
  /** A scheme, a client id, or the name of a FHIR server. */
  owner: string;
  startedAt: number;
  endedAt: number;
  /** The HTTP status, or why there was no answer: the code of EgressError without its prefix. */
  outcome: number | string;
  /** The request of a client that it was made for. */
  during: SeenRequest | undefined;
}

/** The time for which something waited until what was written before was on the disk. */
export interface CommitWait {
  startedAt: number;
  endedAt: number;
  isSaved: boolean;
  during: SeenRequest | undefined;
}

/** An event of the audit log. */
export interface RecordedEvent {
  event: string;
  outcome: string;
  reason?: string;
  /** Of the identity provider. */
  scheme?: string;
  during: SeenRequest | undefined;
}

/** An answer of the token endpoint. */
export interface TokenAnswer {
  /** As the client sent it: any text. */
  grantType: string;
  /** The error code (RFC 6749 section 5.2); undefined when tokens were issued. */
  error?: string;
}

/** What may be told. All times are milliseconds as `performance.now()` counts them: no change of the clock alters them. */
export interface Observer {
  /** @param parent `traceparent` (W3C Trace Context) as a trusted proxy sent it. */
  requestBegan?(seen: SeenRequest, parent: string | undefined): void;
  requestEnded?(seen: SeenRequest, end: RequestEnd): void;
  /** A request was refused before it was looked at. */
  turnedAway?(because: string): void;
  outgoingEnded?(outgoing: OutgoingRequest): void;
  commitAwaited?(wait: CommitWait): void;
  eventRecorded?(recorded: RecordedEvent): void;
  tokenAnswered?(answer: TokenAnswer): void;
}

/**
 * Tells those who count and follow what the server does: metrics and traces, while the settings switch them on. The few
 * places that see everything tell it here: the front door, the egress, the commits, the audit log, and the engine’s
 * events.
 *
 * While nobody observes, a place asks {@link areThere} and does nothing else.
 */
@Injectable()
export class Observers {
  private readonly log = new Logger('Observation');
  private readonly all: Observer[] = [];

  get areThere(): boolean {
    return this.all.length > 0;
  }

  join(observer: Observer): void {
    this.all.push(observer);
  }

  /** Tells all of them. An observer that fails is in the log, and changes nothing else. */
  tell<What extends keyof Observer>(what: What, ...facts: Parameters<Required<Observer>[What]>): void {
    for (const observer of this.all)
      try {
        (observer[what] as ((...facts: unknown[]) => void) | undefined)?.apply(observer, facts);
      } catch (error) {
        this.log.error(`${what} was not observed: ${errorForLog(error)}`);
      }
  }
}
