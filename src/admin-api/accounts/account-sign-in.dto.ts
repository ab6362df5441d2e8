import { ApiProperty } from '@nestjs/swagger';
import { IsIn } from 'class-validator';

/** `PUT .../local-login` */
export class LocalLoginDto {
  @ApiProperty({
    enum: ['enabled', 'disabled'],
    description: '`disabled` keeps the password, unused: the person signs in at an identity provider only.',
  })
  @IsIn(['enabled', 'disabled'], { message: 'must be enabled or disabled' })
  localLogin!: 'enabled' | 'disabled';
}

/** Whether a password may be used, as it is from now on. */
export class LocalLoginRepresentation extends LocalLoginDto {
  @ApiProperty({ type: [String], description: 'What does not work any more.' })
  warnings!: string[];
}

/** An invitation that is on its way. */
export class InvitationRepresentation {
  @ApiProperty({ format: 'date-time', description: 'Until when its link can be used.' })
  expiresAt!: string;
}
