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

/** Whether the password may be used from now on. */
export class LocalLoginRepresentation extends LocalLoginDto {
  @ApiProperty({ type: [String], description: 'What does not work any more.' })
  warnings!: string[];
}

/** An invitation that has been sent. */
export class InvitationRepresentation {
  @ApiProperty({ format: 'date-time', description: 'Until when its link can be used.' })
  expiresAt!: string;
}
