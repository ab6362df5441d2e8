import { IsBoolean, IsIn, IsOptional, Matches } from 'class-validator';
import { Setting } from '../setting.js';
import { IsPathName, IsWebUrl } from './validators.js';

/** A FHIR server that trusts our access tokens and that people are looked up on. */
export class FhirServerSettings {
  @Setting('Short name, used in our own paths (`/fhir-servers/<name>/...`) and in the audit trail.')
  @IsPathName()
  name!: string;

  @Setting('The FHIR base URL, exactly as apps send it in `aud` (a trailing slash makes no difference).')
  @IsWebUrl()
  @Matches(/^[^?]*$/, { message: 'must not have a query' })
  baseUrl!: string;

  @Setting('FHIR version; asked from the CapabilityStatement when absent.', {
    defaultText: 'asked from the server',
  })
  @IsOptional()
  @IsIn(['R3', 'R4', '3.0', '4.0', '3.0.1', '3.0.2', '4.0.0', '4.0.1'], {
    message: 'must be R3 or R4 (or 3.0, 3.0.2, 4.0, 4.0.1)',
  })
  fhirVersion?: string;

  @Setting('`jwt` (RFC 9068, signed ES256) or `opaque` (the FHIR server must introspect every token).')
  @IsIn(['jwt', 'opaque'], { message: 'must be jwt or opaque' })
  accessTokenFormat: 'jwt' | 'opaque' = 'jwt';

  @Setting('The server to use for requests that name none. With one server, that one is the default.')
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  default?: boolean;
}
