import { IsIn } from 'class-validator';
import { ApiProperty } from '../documentation/annotations.js';

/** `PUT .../local-login` */
export class LocalLoginDto {
  @ApiProperty({
    enum: ['enabled', 'disabled'],
    description:
      '`disabled` keeps the password but refuses sign-ins with it. The person then signs in at an identity provider only.',
  })
  @IsIn(['enabled', 'disabled'], { message: 'must be enabled or disabled' })
  localLogin!: 'enabled' | 'disabled';
}

/** Whether the password may be used from now on. */
export class LocalLoginRepresentation extends LocalLoginDto {
  @ApiProperty({ type: [String], description: 'What no longer works because of this setting.' })
  warnings!: string[];
}

/** An invitation that has been sent. */
export class InvitationRepresentation {
  @ApiProperty({ format: 'date-time', description: 'When the link of the invitation expires.' })
  expiresAt!: string;
}
