import { IsInt, Max, Min } from 'class-validator';
import { Setting } from '../setting.js';
import { NotMatches } from './validators.js';

const FOREVER_OR_DAYS = { message: 'must be 0 (for ever) or a number of days up to 36500' };

/** For how many days rows of the audit table are kept. 0 keeps them for ever. */
export class AuditRetentionSettings {
  @Setting(
    'Signing in and out, connecting accounts, launches and consent. At least 30 days, because Wardkey looks there for a sign-in at an identity provider before passwords are switched off.',
  )
  @IsInt(FOREVER_OR_DAYS)
  @Min(0, FOREVER_OR_DAYS)
  @Max(36_500, FOREVER_OR_DAYS)
  @NotMatches(/^([1-9]|[12]\d)$/, { message: 'must be 0 (for ever) or at least 30 days' })
  signIn: number = 730;

  @Setting(
    'Tokens that were issued, and Grants that their app or person ended. These are the most rows by far.',
  )
  @IsInt(FOREVER_OR_DAYS)
  @Min(0, FOREVER_OR_DAYS)
  @Max(36_500, FOREVER_OR_DAYS)
  tokens: number = 180;

  @Setting(
    'What administrators and their programs did: accounts, clients, identity providers, brands, ended access.',
  )
  @IsInt(FOREVER_OR_DAYS)
  @Min(0, FOREVER_OR_DAYS)
  @Max(36_500, FOREVER_OR_DAYS)
  administration: number = 0;

  @Setting(
    'Faults, clients that could not prove who they are, and the counters of events that any caller can cause (`audit_count`).',
  )
  @IsInt(FOREVER_OR_DAYS)
  @Min(0, FOREVER_OR_DAYS)
  @Max(36_500, FOREVER_OR_DAYS)
  faults: number = 90;
}
