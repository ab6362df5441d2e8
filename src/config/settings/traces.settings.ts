import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { Setting } from '../setting.js';
import { IsWebUrl } from './validators.js';

/** Where traces are sent. */
export class TracesSettings {
  @Setting(
    'Address of a collector that takes OTLP over HTTP as JSON, such as `http://127.0.0.1:4318/v1/traces`. Without it there are no traces.',
    { defaultText: 'no traces' },
  )
  @IsOptional()
  @IsWebUrl()
  endpoint?: string;

  @Setting(
    'Percentage of the requests that are traced. A request whose `traceparent`, from a trusted proxy, says whether it is traced is not counted.',
  )
  @IsInt({ message: 'must be a whole number' })
  @Min(1, { message: 'must be 1 to 100' })
  @Max(100, { message: 'must be 1 to 100' })
  percent: number = 100;
}
