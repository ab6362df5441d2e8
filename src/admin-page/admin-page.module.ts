import { Module } from '@nestjs/common';
import { AdministrationModule } from '#src/administration/administration.module.js';
import { AdminFiles } from './admin-files.js';
import { AdminPageController } from './admin-page.controller.js';

/**
 * Serves the built page of administrators, and tells it what it must know before anybody has signed in. Routes: /admin.
 * What the page shows it gets from the API, with the tokens of the person.
 */
@Module({
  imports: [AdministrationModule],
  controllers: [AdminPageController],
  providers: [AdminFiles],
})
export class AdminPageModule {}
