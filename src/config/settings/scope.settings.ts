import { ArrayNotEmpty, IsArray, IsOptional, Length, Matches } from 'class-validator';
import { Setting } from '../setting.js';

/**
 * A scope of the organisation’s own. It releases claims that were kept from an identity provider (OpenID Connect Core
 * 5.4).
 */
export class ScopeSettings {
  @Setting('The scope, as apps ask for it: `staff`, `groups`.')
  // `/` and `:` would make it look like a SMART scope, or like a scope of Wardkey itself.
  @Matches(/^[A-Za-z][A-Za-z0-9._-]{0,63}$/, {
    message: 'must be 1 to 64 letters, digits, dots, hyphens or underscores, and begin with a letter',
  })
  name!: string;

  @Setting(
    'The claims it releases, by the names they are kept under (`userClaimsFromIdToken`). They are released at userinfo, and in tokens of a client that has them in `idTokenClaims` or `accessTokenClaims`.',
  )
  @IsArray({ message: 'must be a list of claim names' })
  @ArrayNotEmpty({ message: 'must name at least one claim' })
  @Length(1, 256, { each: true, message: 'must hold claim names' })
  claims!: string[];

  @Setting(
    'What the consent page shows when an app asks for the scope: `your department and staff number`.',
    {
      defaultText: 'the names of its claims',
    },
  )
  @IsOptional()
  @Length(1, 120, { message: 'must be 1 to 120 characters' })
  description?: string;
}

/** The names of an organisation’s own scopes. */
export function ownScopes(scopes: readonly ScopeSettings[]): string[] {
  return scopes.map(({ name }) => name);
}
