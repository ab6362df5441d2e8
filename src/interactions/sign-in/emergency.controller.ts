import { Controller, Get, Res, UseFilters } from '@nestjs/common';
import type { Response } from 'express';
import { EmergencyCookie } from './emergency-cookie.js';
import { PageErrorFilter } from '../views/page-error.filter.js';
import { Pages } from '../views/organisation-pages.js';
import { sendPage } from '../views/send-page.js';

/**
 * The emergency exit for when the only identity provider is down. Without it, browsers go straight on to that identity
 * provider and show no page of this server. This address signs no person in: for a while, the pages only ask how to
 * sign in.
 */
@Controller('emergency')
@UseFilters(PageErrorFilter)
export class EmergencyController {
  constructor(
    private readonly cookie: EmergencyCookie,
    private readonly pages: Pages,
  ) {}

  @Get()
  open(@Res() response: Response): void {
    this.cookie.set(response);
    const page = this.pages.render({ kind: 'done', what: { kind: 'emergencyOpen' } });
    sendPage(response, page);
  }
}
