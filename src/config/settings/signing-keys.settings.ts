import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { Setting } from '../setting.js';
import { IsWebUrl } from './validators.js';

const DAYS = { message: 'must be 0 (never) or a number of days from 7 to 3650' };
const HOURS = { message: 'must be a whole number of hours from 1 to 720' };

/** A program that keeps private keys and signs with them, in front of a hardware module or a cloud service. */
export class SigningServiceSettings {
  @Setting(
    'The address of the signing service, such as `http://127.0.0.1:4100`. It speaks the protocol in [operations](operations.md#private-keys-outside-of-wardkey). Plain http only on this machine itself.',
  )
  @IsWebUrl()
  @Matches(/^[^?]*$/, { message: 'must not have a query' })
  url!: string;

  @Setting('The Bearer token that the signing service demands.', { secret: true })
  @IsOptional()
  @Matches(/^[\x21-\x7e]{16,512}$/, { message: 'must be 16 to 512 characters without spaces' })
  token?: string;
}

/** How the keys are changed with which this server signs tokens. */
export class SigningKeysSettings {
  @Setting(
    'Days after which a signing key is replaced by a new one; 0 never replaces it. Any process of the server does it, once. Before you set it, make sure that all who verify tokens read `<issuer>/jwks` again by themselves: a FHIR server with a copy of the keys in its configuration would refuse all tokens.',
  )
  @IsInt(DAYS)
  @Min(0, DAYS)
  @Max(3_650, DAYS)
  rotateAfterDays: number = 0;

  @Setting(
    'Hours for which a new key is published in `<issuer>/jwks` before it signs. At least as long as any client or FHIR server keeps the keys without reading them again. Wardkey itself allows five minutes, but many keep them for a day.',
  )
  @IsInt(HOURS)
  @Min(1, HOURS)
  @Max(720, HOURS)
  publishHours: number = 24;

  @Setting(
    'Where private keys are kept that never come into the database. Without this section, private keys are sealed in the database.',
    { of: () => SigningServiceSettings, defaultText: 'in the database' },
  )
  @IsOptional()
  service?: SigningServiceSettings;
}
