import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Controller, Get, NotFoundException, Param, Res } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Response } from 'express';
import { Settings } from '#src/config/settings/settings.js';
import { Tagged } from '#src/http/answers/tagged.js';
import { NeedsNoToken } from '../require-permission.js';
import { ApiExcludeController } from './annotations.js';
import { ApiDocument } from './api-document.js';
import { DOCUMENTATION_POLICY, START_SCRIPT, documentationPage } from './documentation-page.js';

/** The files of Swagger UI that are served. Other files in its folder are not. */
const SWAGGER_UI_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-16x16.png', 'favicon-32x32.png'];

/**
 * Serves the description of the API, for programs and for people. It contains no secret: only routes, shapes and rules.
 */
@Controller('api')
@ApiExcludeController()
export class ApiDocumentationController {
  private readonly folder: string;

  constructor(
    private readonly document: ApiDocument,
    private readonly settings: Settings,
  ) {
    // Swagger UI is a dependency of @nestjs/swagger, so it is resolved from there, wherever npm has put it. Both are
    // looked for at the start, so that a server without them does not start.
    const near = createRequire(import.meta.resolve('@nestjs/swagger'));
    this.folder = dirname(near.resolve('swagger-ui-dist/package.json'));
  }

  @Get('openapi.json')
  @NeedsNoToken()
  @Tagged()
  async openApi(): Promise<OpenAPIObject> {
    this.refuseUnlessServed();
    return this.document.json();
  }

  @Get('docs')
  @NeedsNoToken()
  page(@Res() response: Response): void {
    this.refuseUnlessServed();
    response.set('Content-Security-Policy', DOCUMENTATION_POLICY).type('html').send(documentationPage);
  }

  @Get('docs/start.js')
  @NeedsNoToken()
  script(@Res() response: Response): void {
    this.refuseUnlessServed();
    response.type('text/javascript').send(START_SCRIPT);
  }

  @Get('docs/:file')
  @NeedsNoToken()
  file(@Param('file') file: string, @Res() response: Response): void {
    this.refuseUnlessServed();
    if (!SWAGGER_UI_FILES.includes(file)) throw new NotFoundException();
    response.set('Cache-Control', 'public, max-age=3600').sendFile(file, { root: this.folder });
  }

  private refuseUnlessServed(): void {
    if (!this.settings.apiDocs) throw new NotFoundException();
  }
}
