import { IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { Setting } from '../setting.js';

/** Where metrics can be read. Never where people and apps reach the server. */
export class MetricsSettings {
  @Setting(
    'Address to listen on. Whoever can reach it can read the metrics, without a password. The default is reachable from this machine only.',
  )
  @IsString({ message: 'must be text' })
  host: string = '127.0.0.1';

  @Setting('Port at which `/metrics` is served. Without it there are no metrics.', {
    defaultText: 'no metrics',
  })
  @IsOptional()
  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must be 0 to 65535' })
  @Max(65535, { message: 'must be 0 to 65535' })
  port?: number;
}
