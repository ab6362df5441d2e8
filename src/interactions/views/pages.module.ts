import { Global, Module } from '@nestjs/common';
import { AuditModule } from '#src/audit/audit.module.js';
import { EnginePages } from '#src/authorization-server/engine/engine-pages.js';
import { AssetsController } from './assets.controller.js';
import { HtmlEnginePages } from './html-engine-pages.js';
import { Pages } from './organisation-pages.js';

/**
 * Owns how pages look. Routes: /assets. Decides nothing.
 *
 * Global, because the engine needs the pages but may not import this room.
 */
@Global()
@Module({
  imports: [AuditModule],
  controllers: [AssetsController],
  providers: [Pages, { provide: EnginePages, useClass: HtmlEnginePages }],
  exports: [Pages, EnginePages],
})
export class PagesModule {}
