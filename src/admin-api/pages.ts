import { Transform } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import { unacceptable } from '#src/http/answers/problem.js';
import { ApiProperty } from './documentation/annotations.js';
import { Text } from './members.js';

const MOST_OF_PAGE = 200;
const LIMIT_MESSAGE = { message: `must be a whole number from 1 to ${MOST_OF_PAGE}, in decimal digits` };
const CURSOR_MESSAGE = 'must be `next` of the previous page';

/** The members by which a list is asked for in pages. */
export class PageQuery {
  @Text({
    max: 800,
    pattern: '^[A-Za-z0-9_\\-]+$',
    message: CURSOR_MESSAGE,
    description: '`next` of the previous page.',
  })
  cursor?: string;

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: 1,
    maximum: MOST_OF_PAGE,
    default: 50,
    description: 'The most entries on a page.',
  })
  // Number() would also accept 0x10, 1e1 and ' 5'.
  @Transform(({ value }: { value: unknown }) =>
    /^[1-9]\d{0,2}$/.test(String(value)) ? Number(value) : value,
  )
  @IsInt(LIMIT_MESSAGE)
  @Min(1, LIMIT_MESSAGE)
  @Max(MOST_OF_PAGE, LIMIT_MESSAGE)
  limit: number = 50;
}

/** A place in a list in the order of time: seconds since 1970, and the id of an entry of that second. */
export type Place = readonly [seconds: number, id: string];

/** The member `next` of a page that is not the last one. */
export function cursorOf(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/**
 * @param ids the form of the ids of the list.
 * @throws Problem 400 for any cursor that this server did not make.
 */
export function placeAt(cursor: string | undefined, ids = UUID): Place | undefined {
  if (cursor === undefined) return undefined;
  const place = parsed(Buffer.from(cursor, 'base64url').toString());
  if (!isPlace(place, ids)) throw unacceptable([{ field: 'cursor', message: CURSOR_MESSAGE }]);
  return place;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The ids of clients, which are of many forms. */
export const CLIENT_IDS = /^[\x21-\x7e]{1,255}$/;

function isPlace(value: unknown, ids: RegExp): value is Place {
  const [seconds, id] = Array.isArray(value) ? (value as unknown[]) : [];
  return Number.isSafeInteger(seconds) && typeof id === 'string' && ids.test(id);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
