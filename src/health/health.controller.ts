import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import type { Response } from 'express';
import { DataSource } from 'typeorm';

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
    const up = await this.dataSource.query('SELECT 1').then(
      () => true,
      () => false,
    );
    response
      .status(up ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
      .json({ status: up ? 'up' : 'down', database: up ? 'up' : 'down' });
  }
}
