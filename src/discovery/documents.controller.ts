import { Controller, Get, Header, NotFoundException, Param, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Settings } from '#src/config/settings/settings.js';
import { MayBeKept } from '#src/http/answers/may-be-kept.js';
import { smartStyle, styleVersion } from '#src/smart/discovery/smart-style.js';
import { PublicPreflight } from './public-preflight.js';
import { UserAccessBrands } from '#src/smart/discovery/user-access-brands.js';

/** Serves documents that apps of any origin read: the brand bundle, and the style for apps. */
@Controller()
export class DocumentsController {
  private readonly style: Record<string, string>;

  constructor(
    settings: Settings,
    private readonly brands: UserAccessBrands,
  ) {
    this.style = smartStyle(settings.organisation.accentColour);
  }

  /** SMART App Launch 2.2, "User-access Brands and Endpoints". */
  @Get('user-access-brands')
  async brandBundle(@Res() response: Response): Promise<void> {
    const brands = await this.brands.current();
    if (!brands) throw new NotFoundException('There is no brand bundle');
    response
      .set({
        'Content-Type': 'application/fhir+json; charset=utf-8',
        'Access-Control-Allow-Origin': '*',
        'Access-Control-Expose-Headers': 'ETag',
        'Cache-Control': 'public, max-age=3600',
        ETag: brands.etag,
      })
      .send(brands.bundle);
  }

  @PublicPreflight(['user-access-brands', 'smart-style/:version'])
  preflight(): void {}

  @Get('smart-style/:version')
  @Header('Access-Control-Allow-Origin', '*')
  @MayBeKept('public, max-age=31536000, immutable')
  smartStyle(@Param('version') version: string): Record<string, string> {
    if (version !== `${styleVersion(this.style)}.json`) throw new NotFoundException('There is no such style');
    return this.style;
  }
}
