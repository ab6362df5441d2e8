import { Controller, Get, NotFoundException, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Pages } from './organisation-pages.js';

/**
 * Serves the stylesheets, the script and the icon of the pages. Each address has a hash of the content, so browsers may
 * keep the files for a long time.
 */
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
