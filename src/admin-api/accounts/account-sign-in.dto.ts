import { IsIn } from 'class-validator';

/** `PUT .../local-login` */
export class LocalLoginDto {
  @IsIn(['enabled', 'disabled'], { message: 'must be enabled or disabled' })
  localLogin!: 'enabled' | 'disabled';
}
