import { Global, Module } from '@nestjs/common';
import { EnginePages } from '#src/authorization-server/engine/engine-pages.js';
import { AssetsController } from './assets.controller.js';
import { HtmlEnginePages } from './html-engine-pages.js';
import { Pages } from './pages.js';

/** Owns how pages look, and gives the engine the few it needs. Routes: /assets. Decides nothing. */
@Global()
@Module({
  controllers: [AssetsController],
  providers: [Pages, { provide: EnginePages, useClass: HtmlEnginePages }],
  exports: [Pages, EnginePages],
})
export class PagesModule {}
