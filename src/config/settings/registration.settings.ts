import { IsIn, IsInt, IsString, Max, Min } from 'class-validator';
import { Setting } from '../setting.js';

export const REGISTRATION_MODES = ['off', 'initialAccessToken', 'pending'] as const;

/** Who may register a client by dynamic registration (RFC 7591), and what such a client may have. */
export class RegistrationSettings {
  @Setting(
    'Who may register clients. `off`: nobody. `initialAccessToken`: developers with a token from `wardkey client registration-token`. `pending`: every developer, but the client can be used only after an administrator approves it (`wardkey client approve`).',
  )
  @IsIn(REGISTRATION_MODES, { message: `must be one of ${REGISTRATION_MODES.join(', ')}` })
  mode: (typeof REGISTRATION_MODES)[number] = 'off';

  @Setting(
    'The scopes that a client which registers itself may have at most. Backend services can register themselves only if you add `system/` scopes here.',
  )
  @IsString({ message: 'must be text' })
  scope: string =
    'openid fhirUser profile email launch launch/patient launch/encounter offline_access online_access patient/*.cruds user/*.cruds';

  @Setting('How many clients may wait for approval; further ones are told to try again later.')
  @IsInt({ message: 'must be a whole number' })
  @Min(1, { message: 'must be 1 to 10000' })
  @Max(10_000, { message: 'must be 1 to 10000' })
  maxPending: number = 100;
}
