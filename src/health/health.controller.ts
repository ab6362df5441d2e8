import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { outsideRequests } from '#src/request-scope/outside-requests.js';

/** Says whether the server works, for the load balancer and the person on call. */
@Controller('health')
export class HealthController {
  constructor(private readonly dataSource: DataSource) {}

  /** The process runs. */
  @Get('live')
  live(): { status: 'up' } {
    return { status: 'up' };
  }

  /** The process can serve: its database answers. */
  @Get('ready')
  async ready(@Res() response: Response): Promise<void> {
    // Outside of the request: a request whose database is out of reach is answered with 503 as a whole (Commits).
    const asked = outsideRequests(() => this.dataSource.query('SELECT 1') as Promise<unknown>);
    const up = await asked.then(
      () => true,
      () => false,
    );
    response
      .status(up ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
      .json({ status: up ? 'up' : 'down', database: up ? 'up' : 'down' });
  }
}
