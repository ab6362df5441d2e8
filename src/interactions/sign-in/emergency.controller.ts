import { Controller, Get, Res, UseFilters } from '@nestjs/common';
import type { Response } from 'express';
import { EmergencyCookie } from './emergency-cookie.js';
import { PageErrorFilter } from '../views/page-error.filter.js';
import { Pages } from '../views/organisation-pages.js';
import { sendPage } from '../views/send-page.js';

/**
 * The way to the emergency exit while the only provider is down: browsers that go straight on to it never see a page of
 * ours. Opens nothing by itself; the apps only ask, for a while, how to sign in.
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
