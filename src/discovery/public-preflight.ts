import { applyDecorators, Header, HttpCode, Options } from '@nestjs/common';

/**
 * Answers the preflight for documents that pages of every origin may read. A browser sends it when a page adds its own
 * headers (SMART App Launch 2.2, "Considerations for CORS support").
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
