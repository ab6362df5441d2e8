import { IsIn, IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import { Setting } from '../setting.js';

/** How this server sends mail. */
export class MailSettings {
  @Setting('Sender, `address` or `Name <address>`.')
  @Matches(/^([^<>\r\n"]{1,80} )?<?[^\s<>@"]+@[A-Za-z0-9.-]+>?$/, {
    message: 'must be an address, or a name and an address: Hospital sign-in <sign-in@hospital.example>',
  })
  from!: string;

  @Setting(
    'The mail server as one address: `smtp://user:password@mail.hospital.example:587`, or `smtps://` for TLS from the start. Use this or the settings below.',
    { secret: true },
  )
  @IsOptional()
  @Matches(/^smtps?:\/\/[^\s/]+\/?$/, { message: 'must be smtp://... or smtps://... with a host' })
  url?: string;

  @Setting('The mail server.')
  @IsOptional()
  @Length(1, 255, { message: 'must be a host name or address' })
  host?: string;

  @Setting('Its port.', { defaultText: '587 with starttls, 465 with implicit, 25 with none' })
  @IsOptional()
  @IsInt({ message: 'must be a whole number' })
  @Min(1, { message: 'must be 1 to 65535' })
  @Max(65535, { message: 'must be 1 to 65535' })
  port?: number;

  @Setting('User name at the mail server, if it asks for one.')
  @IsOptional()
  @IsString({ message: 'must be text' })
  user?: string;

  @Setting('Password at the mail server.', { secret: true })
  @IsOptional()
  @IsString({ message: 'must be text' })
  password?: string;

  @Setting(
    '`starttls`: the mail server must offer it, or nothing is sent. `implicit`: TLS from the start. `none`: without TLS, for a mail server on the same machine.',
  )
  @IsIn(['starttls', 'implicit', 'none'], { message: 'must be starttls, implicit or none' })
  tls: 'starttls' | 'implicit' | 'none' = 'starttls';
}
