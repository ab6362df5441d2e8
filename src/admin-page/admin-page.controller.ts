import { randomBytes } from 'node:crypto';
import { Controller, Get, Logger, NotFoundException, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { FirstAdministrator } from '#src/administration/first-administrator.js';
import { ADMIN_PAGE_CLIENT_ID } from '#src/authorization-server/storage/own-clients.js';
import { Settings } from '#src/config/settings/settings.js';
import { errorForLog } from '#src/errors/domain-error.js';
import { ALL_PERMISSIONS } from '#src/roles/permissions.js';
import { AdminFiles } from './admin-files.js';
import { fill, type PageFacts, policy } from './page-facts.js';

/** A year: the name of each file has a hash of its content. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** Serves the page of administrators and its files. */
@Controller('admin')
export class AdminPageController {
  private readonly log = new Logger('AdminPage');

  constructor(
    private readonly files: AdminFiles,
    private readonly settings: Settings,
    private readonly first: FirstAdministrator,
  ) {}

  /** The addresses of the page’s files and places are below /admin/. A browser keeps the part after # by itself. */
  @Get()
  toStart(@Req() request: Request, @Res() response: Response): void {
    response.redirect(308, request.originalUrl.replace('/admin', '/admin/'));
  }

  @Get('{index.html}')
  async start(@Res() response: Response): Promise<void> {
    await this.page(response);
  }

  /** Where the browser comes back to after the sign-in (`ADMIN_PAGE_RETURN`). The page reads the answer. */
  @Get('signed-in')
  async signedIn(@Res() response: Response): Promise<void> {
    await this.page(response);
  }

  @Get('assets/:name')
  file(@Param('name') name: string, @Req() request: Request, @Res() response: Response): void {
    if (!this.files.has(name)) throw new NotFoundException('There is no such file');
    const packed = `${name}.gz`;
    const isPacked = this.files.has(packed) && request.acceptsEncodings('gzip') !== false;
    response.set({ 'Cache-Control': FOR_EVER, Vary: 'Accept-Encoding' }).type(name);
    if (isPacked) response.set('Content-Encoding', 'gzip');
    response.sendFile(isPacked ? packed : name, { root: this.files.folder, cacheControl: false });
  }

  private async page(response: Response): Promise<void> {
    if (this.files.page === undefined)
      throw new NotFoundException('The page of administrators is not built: run npm run build');
    const nonce = randomBytes(16).toString('base64');
    response
      .set('Content-Security-Policy', policy(nonce))
      .type('html')
      .send(fill(this.files.page, await this.facts(), nonce));
  }

  private async facts(): Promise<PageFacts> {
    const { issuer, organisation } = this.settings;
    return {
      issuer,
      clientId: ADMIN_PAGE_CLIENT_ID,
      scope: ['openid', 'online_access', ...ALL_PERMISSIONS].join(' '),
      organisation: organisation.name,
      accent: organisation.accentColour,
      nobodyIsAdministrator: await this.nobodyIsAdministrator(),
    };
  }

  /** Without the database the page is served all the same: it says what does not work. */
  private async nobodyIsAdministrator(): Promise<boolean> {
    try {
      return await this.first.isMissing();
    } catch (error) {
      this.log.error(`it is not known whether there is an administrator: ${errorForLog(error)}`);
      return false;
    }
  }
}
