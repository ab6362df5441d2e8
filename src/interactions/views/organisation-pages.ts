import { LANGUAGE } from '#src/words/languages.js';
import { Injectable } from '@nestjs/common';
import type { RequestingClient } from '#src/authorization-server/authorize/pending-request.js';
import { Clock } from '#src/clock/clock.js';
import { Settings } from '#src/config/settings/settings.js';
import type { Branding } from './branding.js';
import { type PageAsset, pageAssets } from './page-assets.js';
import { PageRenderer } from './page-renderer.js';
import type { AppSummary } from './page-parts.js';
import type { Page } from './page-models.js';

/** The pages of this organisation: rendered with its name, colour and help contact. */
@Injectable()
export class Pages {
  readonly assets: PageAsset[];
  /** The locale in which the pages write dates, and in which people may type them. */
  readonly locale: string;
  private readonly renderer: PageRenderer;

  constructor(settings: Settings, clock: Clock) {
    const { name, helpContact, accentColour } = settings.organisation;
    const branding: Branding = { organisation: name, helpContact, accentColour, language: LANGUAGE };
    this.assets = pageAssets(branding);
    this.renderer = new PageRenderer(branding, clock);
    this.locale = this.renderer.locale;
  }

  render(page: Page): string {
    return this.renderer.render(page);
  }
}

/** The app of a request as pages show it. */
export function appSummary(client: RequestingClient): AppSummary {
  return { name: client.name, verified: client.verified, ...(client.uri ? { uri: client.uri } : {}) };
}
