import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Response } from 'express';
import type { HttpAdapter } from '#src/http/http-adapter.js';
import { SigningKeys } from '#src/keys/signing-keys.js';
import { DatabaseProbe } from './database-probe.js';

type State = 'up' | 'down';

/** What the process needs to serve, part by part. Other servers are not among it: without them, others still sign in. */
export interface Readiness {
  /** `up` when each part is, and the process was not told to stop. */
  status: State;
  /** Whether the database answers. */
  database: State;
  /** Whether the signing keys could be read and decrypted. */
  keys: State;
  /** Whether the process was told to stop. */
  draining: boolean;
}

/** Says whether the server works, for the load balancer and the person on call. */
@Controller('health')
export class HealthController {
  constructor(
    private readonly database: DatabaseProbe,
    private readonly keys: SigningKeys,
    private readonly host: HttpAdapterHost,
  ) {}

  /** The process runs. */
  @Get('live')
  live(): { status: 'up' } {
    return { status: 'up' };
  }

  /** The process can serve. */
  @Get('ready')
  async ready(@Res() response: Response): Promise<void> {
    const draining = (this.host.httpAdapter as unknown as HttpAdapter).isStopping;
    const database = state(await this.database.answers());
    const keys = state(this.keys.areOpen);
    const status = state(!draining && database === 'up' && keys === 'up');
    response
      .status(status === 'up' ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
      .json({ status, database, keys, draining } satisfies Readiness);
  }
}

function state(isUp: boolean): State {
  return isUp ? 'up' : 'down';
}
