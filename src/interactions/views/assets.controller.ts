import { Controller, Get, NotFoundException, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Pages } from './organisation-pages.js';

/** The stylesheets, script and icon of the pages. Their address has the content’s hash, so they may be kept for long. */
@Controller('assets')
export class AssetsController {
  constructor(private readonly pages: Pages) {}

  @Get(':name')
  serve(@Param('name') name: string, @Res() response: Response): void {
    const asset = this.pages.assets.find(({ path }) => path === `/assets/${name}`);
    if (!asset) throw new NotFoundException();
    response
      .set({
        'Content-Type': asset.contentType,
        ETag: asset.etag,
        'Cache-Control': 'public, max-age=31536000, immutable',
      })
      .send(asset.body);
  }
}
