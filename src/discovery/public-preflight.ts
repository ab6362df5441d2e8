import { applyDecorators, Header, HttpCode, Options } from '@nestjs/common';

/**
 * The preflight of documents that pages of every origin may read: a browser sends it when a page adds headers of its
 * own (SMART App Launch 2.2, "Considerations for CORS support").
 */
export function PublicPreflight(paths: string[]): MethodDecorator {
  return applyDecorators(
    Options(paths),
    HttpCode(204),
    Header('Access-Control-Allow-Origin', '*'),
    Header('Access-Control-Allow-Methods', 'GET'),
    Header('Access-Control-Allow-Headers', '*'),
    Header('Access-Control-Max-Age', '3600'),
  );
}
