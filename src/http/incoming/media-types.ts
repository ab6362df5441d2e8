import type { IncomingMessage } from 'node:http';

export const JSON_TYPE = 'application/json';
export const FORM_TYPE = 'application/x-www-form-urlencoded';
/** RFC 7396: an absent member stays as it is, `null` removes it. */
export const MERGE_PATCH_TYPE = 'application/merge-patch+json';
/** The media types of a PATCH. Plain JSON is read in the same way. */
export const PATCH_TYPES = [MERGE_PATCH_TYPE, JSON_TYPE];

/** The media type of a request’s body, without parameters; undefined when the request does not say. */
export function mediaTypeOf({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  const [type = ''] = (headers['content-type'] ?? '').split(';', 1);
  return type.trim().toLowerCase() || undefined;
}
