import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { Setting } from '../setting.js';

/** What the audit log keeps, and where else it goes. */
export class AuditSettings {
  @Setting(
    'Days for which rows of the audit log keep the network address and the browser or program (User-Agent) that a request came from. 0 keeps none.',
  )
  @IsInt({ message: 'must be 0 (keep none) or a number of days up to 36500' })
  @Min(0, { message: 'must be 0 (keep none) or a number of days up to 36500' })
  @Max(36_500, { message: 'must be 0 (keep none) or a number of days up to 36500' })
  addressDays: number = 90;

  @Setting(
    'Another system that gets every row of the audit log within seconds: `syslog+tls://HOST:PORT`, `syslog+tcp://HOST:PORT` (RFC 5424, for networks that protect it), or `file:/PATH` (one JSON object in each line). Begins with what happens after this was set.',
    { defaultText: 'none' },
  )
  @IsOptional()
  @Matches(/^(syslog\+(tls|tcp):\/\/[^/\s@?#]+|file:\/[^\s]+)$/, {
    message: 'must be syslog+tls://HOST:PORT, syslog+tcp://HOST:PORT or file:/PATH',
  })
  stream?: string;
}
