import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Response } from 'express';
import { Commits } from '#src/database/commits.js';
import { DatabaseClock } from '#src/database/database-clock.js';
import type { HttpAdapter } from '#src/http/http-adapter.js';
import { SigningKeys } from '#src/keys/signing-keys.js';
import { DatabaseProbe } from './database-probe.js';
import { WriteProbe } from './write-probe.js';

type State = 'up' | 'down';

/** What the process needs to serve, part by part. Other servers are not among it: without them, others still sign in. */
export interface Readiness {
  /** `up` when each part is, and the process was not told to stop. */
  status: State;
  /** Whether the database answers. */
  database: State;
  /** Whether something can be saved there. */
  writes: State;
  /** Whether the file of SQLite is still in its place. */
  file: State;
  /** Whether the clock of this process agrees with that of PostgreSQL. */
  clock: State;
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
    private readonly writes: WriteProbe,
    private readonly commits: Commits,
    private readonly clock: DatabaseClock,
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
    const answers = await this.database.answers();
    // Not tried in vain: what it found would count for a while.
    const isSaved = answers && (await this.writes.isSaved());
    const parts = {
      database: state(answers),
      writes: state(isSaved),
      file: state(!this.commits.isFileAway),
      clock: state(this.clock.agreed),
      keys: state(this.keys.areOpen),
    };
    const status = state(!draining && !Object.values(parts).includes('down'));
    response
      .status(status === 'up' ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
      .json({ status, ...parts, draining } satisfies Readiness);
  }
}

function state(isUp: boolean): State {
  return isUp ? 'up' : 'down';
}
