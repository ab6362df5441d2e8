import { ArrayNotEmpty, IsArray, IsIn, IsOptional, Length, Matches } from 'class-validator';
import { Setting } from '../setting.js';
import { IsPathName, IsWebUrl } from './validators.js';

/** The `typ` values of JWT access tokens. */
export const ACCESS_TOKEN_TYPES = ['at+jwt', 'JWT'] as const;
export type AccessTokenType = (typeof ACCESS_TOKEN_TYPES)[number];

/** What OAuth 2.0 allows as a scope (RFC 6749 section 3.3), without scopes that have a meaning already. */
const SCOPE_OF_AN_API =
  /^(?!(patient|user|system|launch|__wardkey)(\/|$))(?!(openid|fhirUser|profile|email|address|phone|offline_access|online_access)$)[\x21\x23-\x5B\x5D-\x7E]{1,128}$/;

/** A scope of an API. */
export class ResourceScopeSettings {
  @Setting('The scope, such as `orders.read`.')
  @Matches(SCOPE_OF_AN_API, {
    message:
      'must be 1 to 128 characters without spaces and quotes, and no scope of SMART, of OpenID Connect or of Wardkey itself',
  })
  name!: string;

  @Setting('What it allows, in words for people: `See your orders`. The consent page shows it.')
  @IsOptional()
  @Length(1, 120, { message: 'must be 1 to 120 characters' })
  description?: string;
}

/** An API other than FHIR that accepts this server's access tokens: a resource server (RFC 8707). */
export class ResourceSettings {
  @Setting('Short name, for `clients[].resource` and the pages.')
  @IsPathName()
  name!: string;

  @Setting(
    'The address of the API. Apps name it in `resource`, in any equivalent spelling. The `aud` of its tokens is spelled as it stands here.',
  )
  @IsWebUrl()
  @Matches(/^[^?]*$/, { message: 'must not have a query' })
  identifier!: string;

  @Setting(
    'The scopes of the API. A client gets those that its own `scope` names. A client that asks for scopes of only one API need not name the API in `resource`.',
    { of: () => ResourceScopeSettings },
  )
  @IsArray({ message: 'must be a list' })
  @ArrayNotEmpty({ message: 'must not be empty' })
  scopes!: ResourceScopeSettings[];

  @Setting('`jwt` (RFC 9068), or `opaque` (the API must introspect every token).')
  @IsIn(['jwt', 'opaque'], { message: 'must be jwt or opaque' })
  accessTokenFormat: 'jwt' | 'opaque' = 'jwt';

  @Setting('What JWT access tokens are signed with.')
  @IsIn(['ES256', 'RS256'], { message: 'must be ES256 or RS256' })
  accessTokenAlgorithm: 'ES256' | 'RS256' = 'ES256';

  @Setting('`typ` of JWT access tokens, as with FHIR servers.')
  @IsIn(ACCESS_TOKEN_TYPES, { message: 'must be at+jwt or JWT' })
  accessTokenType: AccessTokenType = 'at+jwt';
}
