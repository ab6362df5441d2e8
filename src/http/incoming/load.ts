import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Settings } from '#src/config/settings/settings.js';
import { LoopDelay } from './loop-delay.js';

/**
 * How much this process has to do, beside what the limits allow.
 *
 * A request is under way from the moment when its body is complete until its answer is made. So neither a client that
 * sends its body slowly nor one that does not read its answer can make this server look busy.
 */
@Injectable()
export class Load {
  private readonly underWay = new Set<ServerResponse>();
  private readonly most: number;
  private readonly mostDelayMs: number;

  constructor(
    readonly loop: LoopDelay,
    { limits }: Settings,
  ) {
    this.most = limits.requestsAtOnce;
    this.mostDelayMs = limits.eventLoopDelayMilliseconds;
  }

  get requestsUnderWay(): number {
    return this.underWay.size;
  }

  /** 1 is what the limits allow; more is too much. */
  get pressure(): number {
    return Math.max(this.underWay.size / this.most, this.loop.milliseconds / this.mostDelayMs);
  }

  /** Counts a request whose answer is going to be made. */
  begin(response: ServerResponse): void {
    // A connection that is gone does not say so again.
    if (!response.req.socket.destroyed) this.underWay.add(response);
  }

  /** To be called when the answer is made, and when its connection is gone. */
  end(response: ServerResponse): void {
    this.underWay.delete(response);
  }
}
